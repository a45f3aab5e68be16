package org.diskreplicator.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What it takes to reach disks of other machines. */
final class RemoteOptions {
  private Optional<Path> certificates = Optional.empty();
  private Optional<Path> password = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--tls-certificates",
      paramLabel = "FOLDER",
      description = {
        "For nbds:// and nbds+unix://: folder with ca-cert.pem, and client-cert.pem and client-key.pem"
            + " where the server asks for them.",
        "Default: the authorities that this machine trusts."
      })
  void setCertificates(Path folder) {
    if (!Files.isReadable(folder.resolve("ca-cert.pem"))) {
      throw new ParameterException(
          command.commandLine(),
          "--tls-certificates '" + folder + "' is no folder with a ca-cert.pem that you may read");
    }
    certificates = Optional.of(folder);
  }

  @Option(
      names = "--remote-password-file",
      paramLabel = "FILE",
      description = "Password for https://USER@...: the first line of FILE.")
  void setPassword(Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(
          command.commandLine(),
          "--remote-password-file '" + file + "' is no file that you may read");
    }
    password = Optional.of(file);
  }

  /** The tools with these. */
  Toolbox in(Toolbox tools) {
    return tools.withRemote(certificates, password);
  }
}
