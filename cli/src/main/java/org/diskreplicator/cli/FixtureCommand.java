package org.diskreplicator.cli;

import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Disks to try things on; without a subcommand it does nothing. */
@Command(
    name = "fixture",
    header = "Lists and builds disks to try things on, the same ones that the tests use.",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep fixture list       all disks that can be built",
      "  diskrep fixture build gpt  makes gpt.raw in the current folder",
      ExitStatus.FOOTER
    })
final class FixtureCommand implements Runnable {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this help.")
  boolean help;

  @Spec private CommandSpec spec = CommandSpec.create();

  /** The command with its subcommands. */
  static CommandLine line(Toolbox tools) {
    return new CommandLine(new FixtureCommand())
        .addSubcommand(new FixtureListCommand())
        .addSubcommand(new FixtureBuildCommand(tools));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or build is missing");
  }
}
