package org.diskreplicator.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine;

/** Starts the command line. */
public final class Main {
  private static final Set<String> VERSION = Set.of("-V", "--version");

  private Main() {}

  /** Runs one command and ends the process with its exit status. */
  public static void main(String[] arguments) {
    Signals signals = new Signals();
    int status;
    try {
      Toolbox tools = new Toolbox(ToolPaths.ofEnvironment(), signals.cancelToken());
      AddressedOutput.install(tools.remoteNames(), arguments);
      status = commandLine(tools, arguments).execute(attached(arguments));
    } finally {
      signals.unwound();
    }
    System.exit(status);
  }

  /**
   * The root command with the one subcommand that is asked for, or with all when none is: each
   * takes picocli about 5 ms to read.
   */
  static CommandLine commandLine(Toolbox tools, String... arguments) {
    CommandLine root = new CommandLine(new RootCommand());
    String wanted = arguments.length > 0 ? arguments[0] : "";
    Map<String, Supplier<Object>> commands = VERSION.contains(wanted) ? Map.of() : commands(tools);
    commands.forEach(
        (name, command) -> {
          if (name.equals(wanted) || !commands.containsKey(wanted)) {
            root.addSubcommand(name, command.get());
          }
        });
    root.setExpandAtFiles(false);
    root.setParameterExceptionHandler(Failures::usage);
    root.setExecutionExceptionHandler(
        (failure, command, all) -> Failures.execution(failure, command, all, tools.remoteNames()));
    return root;
  }

  /** An option whose value may be left out would else take the parameter behind it. */
  static String[] attached(String... arguments) {
    return Arrays.stream(arguments)
        .map(text -> text.equals(DeviceOptions.OVERWRITE) ? text + "=" : text)
        .toArray(String[]::new);
  }

  /** All subcommands in the order of the help. */
  private static Map<String, Supplier<Object>> commands(Toolbox tools) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("clone", () -> new CloneCommand(tools));
    commands.put("sparsify", () -> new SparsifyCommand(tools));
    commands.put("inspect", () -> new InspectCommand(tools));
    commands.put("disks", () -> new DisksCommand(tools));
    commands.put("verify", () -> new VerifyCommand(tools));
    commands.put("create", () -> new CreateCommand(tools));
    commands.put("attach", () -> new AttachCommand(tools));
    commands.put("detach", () -> new DetachCommand(tools));
    commands.put("replicator", () -> ReplicatorCommand.line(tools));
    commands.put("cleanup", () -> new CleanupCommand(tools));
    commands.put("doctor", () -> new DoctorCommand(tools));
    commands.put("demo", () -> new DemoCommand(tools));
    commands.put("fixture", () -> FixtureCommand.line(tools));
    return commands;
  }
}
