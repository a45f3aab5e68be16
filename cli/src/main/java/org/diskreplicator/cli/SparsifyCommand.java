package org.diskreplicator.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Copies an image into a sparse one of the same format. */
@Command(
    name = "sparsify",
    header = "Copies an image without its free blocks; the format stays the same.",
    description = "Free blocks that hold deleted data take no space in TARGET.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep sparsify grown.qcow2 small.qcow2",
      "  diskrep sparsify disk.raw sparse.raw",
      "  diskrep sparsify overlay.qcow2 small.qcow2 --keep-backing",
      ExitStatus.FOOTER
    })
final class SparsifyCommand implements Callable<Integer> {
  @Mixin private CopyParameters parameters = new CopyParameters();
  @Mixin private CopyOptions copyOptions = new CopyOptions();
  @Mixin private SourceOptions sourceOptions = new SourceOptions();
  @Mixin private KeyOptions keyOptions = new KeyOptions();
  @Mixin private ReplicatorOptions replicators = new ReplicatorOptions();
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  SparsifyCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    return new CloneRun(tools.with(replicators.choice()).withKey(keyOptions.file()), output)
        .run(
            sourceOptions.spec(parameters.source),
            parameters.target,
            disk -> copyOptions.options(sameFormat(disk), sourceOptions),
            copyOptions.mode());
  }

  private static TargetOptions sameFormat(Inspection disk) {
    TargetOptions options = new TargetOptions();
    options.format = Optional.of(disk.image().format());
    return options;
  }
}
