package org.diskreplicator.cli;

import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What makes contents anew; without a subcommand it does nothing. */
@Command(
    name = "replicator",
    header = "Lists, begins and tries replicators: what makes a content anew with all its files.",
    description =
        "A replicator can be a program in any language; docs/replicators.md tells how to write one.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep replicator list                      what serves which content",
      "  diskrep replicator new mine --language sh    begins a replicator in this folder",
      "  sudo diskrep replicator test ./mine          tries it on disks with its contents",
      ExitStatus.FOOTER
    })
final class ReplicatorCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command with its subcommands. */
  static CommandLine line(Toolbox tools) {
    return new CommandLine(new ReplicatorCommand())
        .addSubcommand(new ReplicatorListCommand(tools))
        .addSubcommand(new ReplicatorNewCommand())
        .addSubcommand(new ReplicatorTestCommand(tools));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, new or test is missing");
  }
}
