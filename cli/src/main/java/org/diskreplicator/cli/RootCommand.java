package org.diskreplicator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command without a subcommand. */
@Command(
    name = "diskrep",
    mixinStandardHelpOptions = true,
    versionProvider = RootCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    header = "Clones disks by copying only the bytes that matter, and proves the copy.",
    footer = {
      "%nExamples:",
      "  diskrep inspect disk.img           what is on a disk, how much is used",
      "  diskrep clone disk.img disk.qcow2  a verified copy of the used blocks",
      ExitStatus.FOOTER
    })
final class RootCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing; see diskrep --help");
  }

  /** Reads the version from the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = RootCommand.class.getPackage().getImplementationVersion();
      return new String[] {"diskrep " + (version == null ? "(unpackaged)" : version)};
    }
  }
}
