package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;

/**
 * Plays programs from a script: commands must come with the expected argv, in the expected order.
 *
 * <p>Like the real runner it hands lines to a command that takes them, without empty ones, and
 * keeps the last 20 lines of standard error.
 */
public final class ScriptedRunner implements CommandRunner {
  private static final int STDERR_LINES = 20;

  private final Deque<Scene> script = new ArrayDeque<>();

  private record Scene(List<String> argv, Function<Command, CommandResult> answer) {}

  /** How a program ends. */
  public record Answer(int exitCode, String stdout, String stderr) {}

  /** Expects a command, program name first, and says how it ends. */
  public ScriptedRunner expect(Answer answer, String... argv) {
    script.add(new Scene(List.of(argv), command -> play(command, answer)));
    return this;
  }

  /** Expects a command that succeeds and prints {@code stdout}. */
  public ScriptedRunner expect(String stdout, String... argv) {
    return expect(new Answer(0, stdout, ""), argv);
  }

  /** Expects a command whose program is not installed. */
  public ScriptedRunner expectMissing(String... argv) {
    script.add(
        new Scene(
            List.of(argv),
            command -> {
              throw new MissingPrerequisiteException(argv[0], "Install it.");
            }));
    return this;
  }

  @Override
  public CommandResult run(Command command) {
    assertThat(script).as("no command was expected, but came %s", command.argv()).isNotEmpty();
    Scene scene = script.removeFirst();
    assertThat(command.argv()).isEqualTo(scene.argv());
    return scene.answer().apply(command);
  }

  /** Fails unless the whole script was played. */
  public void assertDone() {
    assertThat(script).as("commands that never came").isEmpty();
  }

  private static CommandResult play(Command command, Answer answer) {
    command
        .output()
        .ifPresent(lines -> answer.stdout().lines().filter(line -> !line.isEmpty()).forEach(lines));
    command.errors().ifPresent(lines -> answer.stderr().lines().forEach(lines));
    String collected = command.output().isPresent() ? "" : answer.stdout();
    return new CommandResult(command, answer.exitCode(), collected, tail(answer.stderr()));
  }

  private static String tail(String stderr) {
    List<String> lines = stderr.lines().filter(line -> !line.isBlank()).toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - STDERR_LINES), lines.size()));
  }
}
