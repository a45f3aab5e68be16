package org.diskreplicator.engine.failure;

import java.io.IOException;

/** A file could not be read or written by the engine itself. */
public final class InputOutputException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  /**
   * Wraps what the file system said.
   *
   * @param step what was being done, such as {@code writing the mask}
   */
  public InputOutputException(String step, IOException cause) {
    super("Failed while " + step + ": " + describe(cause), cause);
  }

  private static String describe(IOException cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }
}
