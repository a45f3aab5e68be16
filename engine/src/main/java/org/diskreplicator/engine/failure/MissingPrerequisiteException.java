package org.diskreplicator.engine.failure;

/** A tool, kernel feature or privilege is missing; nothing was written. */
public final class MissingPrerequisiteException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final String what;

  /**
   * Names what is missing.
   *
   * @param what the tool or feature, such as {@code qemu-img}
   * @param remedy what to do, a sentence such as {@code Install it with: apt-get install ...}
   */
  public MissingPrerequisiteException(String what, String remedy) {
    super(what + " is missing. " + remedy);
    this.what = what;
  }

  public String what() {
    return what;
  }
}
