package org.diskreplicator.cli;

import java.util.Optional;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.plan.CloneOptions;
import picocli.CommandLine.Option;

/** Options about how a copy is made. */
final class CopyOptions {
  @Option(
      names = {"-c", "--compress"},
      description = "Compress the target: zstd in qcow2, streamOptimized in vmdk.")
  private boolean compress;

  @Option(
      names = "--strategy",
      paramLabel = "blocks|raw",
      converter = Converters.StrategyName.class,
      defaultValue = "blocks",
      description = "blocks: used blocks only (default). raw: every byte, zeros skipped.")
  private Strategy strategy = Strategy.BLOCKS;

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
        compress ? CloneOptions.Compression.COMPRESSED : CloneOptions.Compression.NONE,
        force ? CloneOptions.Existing.REPLACE : CloneOptions.Existing.KEEP,
        noVerify ? CloneOptions.Proof.NONE : CloneOptions.Proof.COMPARE,
        trustBitmaps ? CloneOptions.MapTrust.BLIND : CloneOptions.MapTrust.CHECKED,
        source.sourceFormat.isPresent()
            ? CloneOptions.SourceFormat.STATED
            : CloneOptions.SourceFormat.DETECTED,
        subclusters,
        Optional.empty());
  }

  CloneRun.Mode mode() {
    return dryRun ? CloneRun.Mode.DRY_RUN : CloneRun.Mode.REAL;
  }
}
