package org.diskreplicator.engine.doctor;

import java.util.Optional;

/**
 * One thing that a feature needs, and whether it is here.
 *
 * @param enables what it is for
 * @param detail version or state, when known
 * @param remedy what to do when it is missing; a command where there is one
 */
public record Finding(
    String name,
    Status status,
    Need need,
    String enables,
    Optional<String> detail,
    Optional<String> remedy) {

  /** Whether the thing serves. */
  public enum Status {
    PRESENT,
    MISSING
  }

  /** Whether a clone needs it. */
  public enum Need {
    NECESSARY,
    OPTIONAL
  }

  static Finding present(String name, Need need, String enables, Optional<String> detail) {
    return new Finding(name, Status.PRESENT, need, enables, detail, Optional.empty());
  }

  static Finding missing(String name, Need need, String enables, String remedy) {
    return new Finding(name, Status.MISSING, need, enables, Optional.empty(), Optional.of(remedy));
  }

  /** Whether a clone cannot work for want of it. */
  public boolean isFatal() {
    return status == Status.MISSING && need == Need.NECESSARY;
  }
}
