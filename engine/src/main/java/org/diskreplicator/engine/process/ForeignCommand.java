package org.diskreplicator.engine.process;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One run of a program that is no {@link Tool}: somebody else wrote it, and it may do anything.
 *
 * @param step what it does for the user, for messages
 * @param program absolute path
 * @param input the whole of its standard input, at most 64 KiB, which is what a pipe holds
 * @param folder where it runs
 * @param environment all of it
 * @param marker a text that no other run has; each process of the run carries it in the variable
 *     {@link MarkedProcesses#VARIABLE}
 * @param output takes each line of standard output; says false when it wants no more, which ends
 *     the program
 * @param stop ends the program when cancelled
 */
public record ForeignCommand(
    String step,
    Path program,
    List<String> arguments,
    String input,
    Path folder,
    Map<String, String> environment,
    String marker,
    Duration timeout,
    Predicate<String> output,
    CancelToken stop) {
  public ForeignCommand {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** Program and arguments. */
  List<String> argv() {
    List<String> argv = new ArrayList<>();
    argv.add(program.toString());
    argv.addAll(arguments);
    return argv;
  }
}
