package org.diskreplicator.cli;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.plan.CloneOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options about how a copy is made. */
final class CopyOptions {
  @Option(
      names = {"-c", "--compress"},
      description = "Compress the target: zstd in qcow2, streamOptimized in vmdk.")
  private boolean compress;

  @Option(
      names = "--strategy",
      paramLabel = "blocks|files|raw",
      converter = Converters.StrategyName.class,
      defaultValue = "blocks",
      description = {
        "blocks: used blocks only (default).",
        "files: each content is made anew, with its files; what cannot be is copied by blocks. Most"
            + " contents need root for it.",
        "raw: every byte, zeros skipped."
      })
  private Strategy strategy = Strategy.BLOCKS;

  @Option(
      names = "--dirty",
      paramLabel = "raw|replay",
      converter = Converters.DirtyName.class,
      defaultValue = "raw",
      description = {
        "raw: a file system whose journal needs replay is copied whole, as it is (default).",
        "replay: it is replayed in a throw-away overlay and copied from there by its used blocks;"
            + " xfs and btrfs need root for it. SOURCE is only read in any case."
      })
  private CloneOptions.Dirty dirty = CloneOptions.Dirty.RAW;

  private Map<Integer, Strategy> partitions = Map.of();

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  @Option(
      names = "--extended-l2",
      paramLabel = "auto|on|off",
      converter = Converters.SubclustersName.class,
      defaultValue = "auto",
      description = {
        "Divide the clusters of a qcow2 target, so that short free ranges take no space; needs QEMU"
            + " 5.2 or newer to read.",
        "auto: where the data is scattered (default)."
      })
  private CloneOptions.Subclusters subclusters = CloneOptions.Subclusters.AUTO;

  @Option(
      names = "--keep-backing",
      description = {
        "The copy of a qcow2 image that has a backing file stands on that file too, and holds no"
            + " more than SOURCE itself does above it. The backing file is needed as long as the"
            + " copy, and must not change."
      })
  private boolean keepBacking;

  @Mixin private ShapeOptions shape = new ShapeOptions();

  @Option(names = "--force", description = "Replace TARGET when it exists.")
  private boolean force;

  @Option(names = "--no-verify", description = "Do not compare the copy with the source.")
  private boolean noVerify;

  @Option(
      names = "--trust-bitmaps",
      description = "Believe used maps without the file systems' own full checks.")
  private boolean trustBitmaps;

  @Option(
      names = {"-n", "--dry-run"},
      description = "Print the plan and write nothing.")
  private boolean dryRun;

  CloneOptions options(TargetOptions target, SourceOptions source) {
    return new CloneOptions(
            target.format,
            target.size,
            strategy,
            compress || shape.isCompressed()
                ? CloneOptions.Compression.COMPRESSED
                : CloneOptions.Compression.NONE,
            force ? CloneOptions.Existing.REPLACE : CloneOptions.Existing.KEEP,
            noVerify ? CloneOptions.Proof.NONE : CloneOptions.Proof.COMPARE,
            trustBitmaps ? CloneOptions.MapTrust.BLIND : CloneOptions.MapTrust.CHECKED,
            source.sourceFormat.isPresent()
                ? CloneOptions.SourceFormat.STATED
                : CloneOptions.SourceFormat.DETECTED,
            subclusters,
            partitions,
            target.growth())
        .treating(dirty)
        .shaped(shape.shape())
        .standing(keepBacking ? CloneOptions.Backing.KEEP : CloneOptions.Backing.FLATTEN);
  }

  @Option(
      names = "--partition",
      paramLabel = "N=STRATEGY",
      converter = Converters.PartitionStrategy.class,
      description = "Another strategy for partition N; can be given for several.")
  void setPartitions(List<Map.Entry<Integer, Strategy>> given) {
    Map<Integer, Strategy> strategies = new TreeMap<>();
    for (Map.Entry<Integer, Strategy> one : given) {
      if (strategies.put(one.getKey(), one.getValue()) != null) {
        throw new ParameterException(
            Objects.requireNonNull(command).commandLine(),
            "--partition gives partition " + one.getKey() + " more than one strategy");
      }
    }
    partitions = strategies;
  }

  CloneRun.Mode mode() {
    return dryRun ? CloneRun.Mode.DRY_RUN : CloneRun.Mode.REAL;
  }
}
