package org.diskreplicator.engine.failure;

import java.util.List;

/** A wrapped program ended with an exit code that is no answer. */
public final class CommandFailedException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final List<String> argv;
  private final int exitCode;
  private final String stderr;

  /**
   * Tells which program failed at what.
   *
   * @param step what was being done, such as {@code reading the partition table}
   * @param stderr the last lines that the program printed on standard error
   */
  public CommandFailedException(String step, List<String> argv, int exitCode, String stderr) {
    super(describe(step, argv, exitCode, stderr));
    this.argv = List.copyOf(argv);
    this.exitCode = exitCode;
    this.stderr = stderr;
  }

  private static String describe(String step, List<String> argv, int exitCode, String stderr) {
    String said = stderr.isBlank() ? "it printed no reason" : "it said: " + stderr.strip();
    return "Failed while "
        + step
        + ": "
        + argv.get(0)
        + " ended with code "
        + exitCode
        + "; "
        + said;
  }

  public List<String> argv() {
    return argv;
  }

  public int exitCode() {
    return exitCode;
  }

  public String stderr() {
    return stderr;
  }
}
