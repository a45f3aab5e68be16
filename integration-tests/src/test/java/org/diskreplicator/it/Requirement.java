package org.diskreplicator.it;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Something that a test needs of the machine. */
public final class Requirement {
  private static final String REQUIRE_ALL = "DISKREP_REQUIRE_ALL";

  private Requirement() {}

  /** Skips the running test, or fails it where {@code DISKREP_REQUIRE_ALL=1} says so. */
  public static void missing(String what) {
    String message = what + " is missing on this machine";
    if ("1".equals(System.getenv(REQUIRE_ALL))) {
      Assertions.fail(message + ", and " + REQUIRE_ALL + "=1 asks for everything");
    }
    Assumptions.abort(message);
  }

  /** Asks for something by the name that a reader knows it by. */
  public static void that(boolean present, String what) {
    if (!present) {
      missing(what);
    }
  }
}
