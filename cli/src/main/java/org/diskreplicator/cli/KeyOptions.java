package org.diskreplicator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The key of an encrypted source. */
final class KeyOptions {
  private Optional<Path> keyFile = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--source-key-file",
      paramLabel = "FILE",
      description = {
        "Key of an encrypted qcow2 source (LUKS). The key is all of FILE, with the line end at its"
            + " end, if there is one."
      })
  void setKeyFile(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(
          command.commandLine(), "--source-key-file '" + file + "' is no file that you may read");
    }
    keyFile = Optional.of(file);
  }

  /** The file that holds it. */
  Optional<Path> file() {
    return keyFile;
  }
}
