package org.diskreplicator.engine.failure;

import java.util.List;

/** Something that a run acquired could not be released. */
public final class CleanupException extends ReplicationException {
  private static final long serialVersionUID = 1L;

  private final List<String> left;

  /**
   * Names what is left.
   *
   * @param left what could not be done, such as {@code unmount /run/x}, in the order of the trials
   * @param failures why, at least one; the first is the cause, the others are suppressed
   */
  public CleanupException(List<String> left, List<? extends RuntimeException> failures) {
    super(
        "Could not clean up ("
            + String.join(", ", left)
            + "): "
            + failures.get(0).getMessage()
            + " Run 'diskrep cleanup' later.",
        failures.get(0));
    this.left = List.copyOf(left);
    failures.stream().skip(1).forEach(this::addSuppressed);
  }

  public List<String> left() {
    return left;
  }
}
