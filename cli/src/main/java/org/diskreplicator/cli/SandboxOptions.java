package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.scope.Caller;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a command runs. */
final class SandboxOptions {
  /** Who gives a command the right to mount. */
  enum Place {
    HOST,
    CONTAINER
  }

  @Option(
      names = "--sandbox",
      paramLabel = "host|container",
      converter = Converters.PlaceName.class,
      defaultValue = "host",
      description = {
        "Where it runs. host: here (default).",
        "container: as root in a privileged container of the project's image, which Docker runs;"
            + " what it makes is yours."
      })
  private Place place = Place.HOST;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  /**
   * Runs the command in a container, when that is wanted and not done yet.
   *
   * @param target what it writes
   * @return its exit status; empty when it shall run here
   */
  Optional<Integer> run(Toolbox tools, List<SourceSpec> disks, Optional<Path> target) {
    if (place == Place.HOST || Caller.ofEnvironment().isPresent()) {
      return Optional.empty();
    }
    List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
    arguments.forEach(argument -> RemoteRules.refuse("--sandbox container", argument));
    return Optional.of(new SandboxRun(tools).run(arguments, disks, target));
  }

  /** The same for a command that reads these files and writes nothing outside. */
  Optional<Integer> run(Toolbox tools, List<Path> files) {
    if (place == Place.HOST || Caller.ofEnvironment().isPresent()) {
      return Optional.empty();
    }
    List<String> arguments = command.root().commandLine().getParseResult().originalArgs();
    return Optional.of(new SandboxRun(tools).run(arguments, files));
  }
}
