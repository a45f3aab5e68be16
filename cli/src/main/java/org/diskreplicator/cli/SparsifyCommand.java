package org.diskreplicator.cli;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.wiring.Toolbox;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Copies an image into a sparse one of the same format. */
@Command(
    name = "sparsify",
    header = "Copies an image without its free blocks; the format stays the same.",
    description = {
      "Free blocks that hold deleted data take no space in TARGET.",
      "With --in-place there is no copy: SOURCE itself, a raw or qcow2 image or a device, gives back"
          + " the space of its free blocks. What was deleted is lost for good then."
    },
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep sparsify grown.qcow2 small.qcow2",
      "  diskrep sparsify disk.raw sparse.raw",
      "  diskrep sparsify --in-place grown.qcow2",
      "  diskrep sparsify overlay.qcow2 small.qcow2 --keep-backing",
      ExitStatus.FOOTER
    })
final class SparsifyCommand implements Callable<Integer> {
  /** The options that mean something where nothing is copied. */
  private static final Set<String> IN_PLACE =
      Set.of(
          "--in-place",
          "--dry-run",
          "--source-format",
          "--luks-key-file",
          "--luks-ask",
          "--json",
          "--quiet",
          "--debug");

  @Parameters(index = "0", paramLabel = "SOURCE", description = "Disk to read.")
  private String source = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TARGET",
      description = "Image file to make, or device to write.")
  private Optional<String> target = Optional.empty();

  @Option(
      names = "--in-place",
      description = {
        "Make SOURCE itself sparse, after the full checks of all its file systems, and check them"
            + " again. Refused while anything uses it, and when a file system is not in order."
            + " With the key of a LUKS container, the free blocks inside become zeros, which tells"
            + " everybody which ones are free."
      })
  private boolean inPlace;

  @Spec private @Nullable CommandSpec command;

  @Mixin private CopyOptions copyOptions = new CopyOptions();
  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private KeyOptions keyOptions = new KeyOptions();
  @Mixin private RemoteOptions remoteOptions = new RemoteOptions();
  @Mixin private ReplicatorOptions replicators = new ReplicatorOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  SparsifyCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    if (inPlace) {
      refuseOthers();
      RemoteRules.refuse("--in-place", source);
      return new InPlaceRun(keyOptions.tell(tools), output)
          .run(sourceOptions.spec(source), copyOptions.mode());
    }
    return new CloneRun(remoteOptions.in(keyOptions.tell(tools.with(replicators.choice()))), output)
        .run(
            sourceOptions.spec(source),
            target.orElseThrow(() -> wrong("Missing required parameter: 'TARGET'")),
            disk -> copyOptions.options(sameFormat(disk), sourceOptions),
            copyOptions.mode());
  }

  private void refuseOthers() {
    if (target.isPresent()) {
      throw wrong("--in-place changes SOURCE itself and takes no TARGET");
    }
    spec().commandLine().getParseResult().matchedOptions().stream()
        .map(OptionSpec::longestName)
        .filter(name -> !IN_PLACE.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw wrong(name + " is about a copy and does not go with --in-place");
            });
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(command);
  }

  private static TargetOptions sameFormat(Inspection disk) {
    TargetOptions options = new TargetOptions();
    options.format = Optional.of(disk.image().format());
    return options;
  }
}
