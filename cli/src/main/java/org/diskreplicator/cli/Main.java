package org.diskreplicator.cli;

import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine;

/** Starts the command line. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Signals signals = new Signals();
    int status;
    try {
      Toolbox tools = new Toolbox(ToolPaths.ofEnvironment(), signals.cancelToken());
      status = commandLine(tools).execute(arguments);
    } finally {
      signals.unwound();
    }
    System.exit(status);
  }

  static CommandLine commandLine(Toolbox tools) {
    CommandLine root = new CommandLine(new RootCommand());
    root.addSubcommand(new CloneCommand(tools));
    root.addSubcommand(new SparsifyCommand(tools));
    root.addSubcommand(new InspectCommand(tools));
    root.addSubcommand(new CreateCommand(tools));
    root.addSubcommand(new DemoCommand(tools));
    root.addSubcommand(new AttachCommand(tools));
    root.addSubcommand(new DetachCommand(tools));
    root.addSubcommand(new DoctorCommand(tools));
    root.addSubcommand(new CleanupCommand(tools));
    root.addSubcommand(new VerifyCommand(tools));
    root.setExpandAtFiles(false);
    root.setParameterExceptionHandler(Failures::usage);
    root.setExecutionExceptionHandler(Failures::execution);
    root.setCaseInsensitiveEnumValuesAllowed(true);
    return root;
  }
}
