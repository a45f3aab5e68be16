package org.diskreplicator.engine.gpt;

/** A GPT is not there or not in order; the message goes on where "The primary GPT" ends. */
public final class DamagedGptException extends Exception {
  private static final long serialVersionUID = 1L;

  DamagedGptException(String fault) {
    super(fault);
  }

  /** What is wrong, such as {@code has a wrong checksum}. */
  public String fault() {
    return String.valueOf(getMessage());
  }
}
