package org.diskreplicator.engine.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * A program with its arguments, as an array: no shell ever sees it.
 *
 * @param step what it does for the user, such as {@code reading the partition table}; for messages
 * @param arguments without the program itself
 * @param timeout after which it is killed
 * @param output takes each line of standard output as it comes, ended by a line feed or carriage
 *     return; without it the output is collected in the result
 * @param errors takes each line of standard error, as the result keeps its end alone
 * @param cpu processor to pin it to
 * @param stop kills the program when cancelled
 * @param deathSignal what the program gets when this process dies
 * @param charset of what it prints
 * @param streams where what it prints goes
 * @param input writes what the program reads on its standard input; without it there is none
 */
public record Command(
    String step,
    Tool tool,
    List<String> arguments,
    Optional<Duration> timeout,
    Optional<Consumer<String>> output,
    Optional<Consumer<String>> errors,
    OptionalInt cpu,
    Optional<CancelToken> stop,
    DeathSignal deathSignal,
    Charset charset,
    Streams streams,
    Optional<Feed> input) {

  /** What a child gets when its parent dies without cleaning up. */
  public enum DeathSignal {
    KILL,
    TERM
  }

  /** Where what a program prints goes. */
  public enum Streams {
    COLLECTED,
    /** Byte by byte to the streams of this process, as if the program stood in its place. */
    PASSED_ON
  }

  /**
   * Writes to a program's standard input, in a thread of its own, which is interrupted at its end.
   */
  @FunctionalInterface
  public interface Feed {
    /**
     * Writes all of it; the input is closed afterwards.
     *
     * @throws IOException when the program reads no more
     */
    void write(OutputStream input) throws IOException;
  }

  public Command {
    arguments = List.copyOf(arguments);
  }

  public static Command of(String step, Tool tool, List<String> arguments) {
    return new Command(
        step,
        tool,
        arguments,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        DeathSignal.KILL,
        StandardCharsets.UTF_8,
        Streams.COLLECTED,
        Optional.empty());
  }

  public static Command of(String step, Tool tool, String... arguments) {
    return of(step, tool, List.of(arguments));
  }

  public Command withTimeout(Duration limit) {
    return new Command(
        step,
        tool,
        arguments,
        Optional.of(limit),
        output,
        errors,
        cpu,
        stop,
        deathSignal,
        charset,
        streams,
        input);
  }

  public Command withOutput(Consumer<String> lines) {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        Optional.of(lines),
        errors,
        cpu,
        stop,
        deathSignal,
        charset,
        streams,
        input);
  }

  public Command withErrors(Consumer<String> lines) {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        Optional.of(lines),
        cpu,
        stop,
        deathSignal,
        charset,
        streams,
        input);
  }

  public Command onCpu(int number) {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        OptionalInt.of(number),
        stop,
        deathSignal,
        charset,
        streams,
        input);
  }

  public Command stopWith(CancelToken token) {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        cpu,
        Optional.of(token),
        deathSignal,
        charset,
        streams,
        input);
  }

  /** Lets the program end in its own way when this process dies: it gets SIGTERM. */
  public Command endGently() {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        cpu,
        stop,
        DeathSignal.TERM,
        charset,
        streams,
        input);
  }

  /** Keeps each byte of what it prints: they become the characters from 0 to 255. */
  public Command printingBytes() {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        cpu,
        stop,
        deathSignal,
        StandardCharsets.ISO_8859_1,
        streams,
        input);
  }

  /**
   * Hands all that it prints to the streams of this process at once, and lets it end in its own
   * way, for which it has more time than others.
   */
  public Command inForeground() {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        cpu,
        stop,
        DeathSignal.TERM,
        charset,
        Streams.PASSED_ON,
        input);
  }

  /** Lets the program read what {@code feed} writes. */
  public Command withInput(Feed feed) {
    return new Command(
        step,
        tool,
        arguments,
        timeout,
        output,
        errors,
        cpu,
        stop,
        deathSignal,
        charset,
        streams,
        Optional.of(feed));
  }

  /** Program name and arguments, for messages. */
  public List<String> argv() {
    List<String> argv = new ArrayList<>();
    argv.add(tool.program());
    argv.addAll(arguments);
    return argv;
  }
}
