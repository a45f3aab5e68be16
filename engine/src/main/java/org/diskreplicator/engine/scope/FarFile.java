package org.diskreplicator.engine.scope;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.Tool;

/**
 * A file on a machine that is reached by ssh, and how sftp(1) is told to work on it.
 *
 * <p>Nothing is ever asked: keys come from the user's agent or files, and a host whose key is not
 * known is refused.
 */
public record FarFile(Optional<String> user, String host, OptionalInt port, String path) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * Names one.
   *
   * @throws RefusedException when its path has signs that no batch of sftp can hold
   */
  public FarFile {
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw new RefusedException(
          "A file name with control characters cannot be written by ssh; give another one.");
    }
  }

  /** Another one there. */
  public FarFile at(String other) {
    return new FarFile(user, host, port, other);
  }

  /** The folder that it lies in. */
  public String folder() {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  /** The path as a word of a batch; the rest means itself between these. */
  public String word() {
    return word(path);
  }

  /** Any path as a word of a batch. */
  public static String word(String path) {
    return '"' + path.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A run of sftp(1) that carries out these lines; the first that fails ends it. */
  public Command batch(String step, String... lines) {
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    return Command.of(step, Tool.SFTP, arguments())
        .withTimeout(LIMIT)
        .withInput(input -> input.write(text));
  }

  private List<String> arguments() {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-oLogLevel=ERROR",
                "-oBatchMode=yes",
                "-oStrictHostKeyChecking=yes",
                "-oConnectTimeout=10",
                "-b",
                "-"));
    port.ifPresent(number -> arguments.addAll(List.of("-P", Integer.toString(number))));
    arguments.addAll(List.of("--", user.map(name -> name + "@").orElse("") + address()));
    return arguments;
  }

  private String address() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** As an address, for messages. */
  @Override
  public String toString() {
    return "ssh://"
        + user.map(name -> name + "@").orElse("")
        + address()
        + (port.isPresent() ? ":" + port.getAsInt() : "")
        + path;
  }
}
