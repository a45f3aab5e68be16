package org.diskreplicator.it;

import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Something that a test needs of the machine. */
public final class Requirement {
  private static final String REQUIRE_ALL = "DISKREP_REQUIRE_ALL";

  private Requirement() {}

  /** Skips the running test, or fails it where {@code DISKREP_REQUIRE_ALL=1} says so. */
  public static void missing(String what) {
    unmet(what + " is missing on this machine");
  }

  /** The same, with words of its own for what is not there. */
  public static void unmet(String reason) {
    if ("1".equals(System.getenv(REQUIRE_ALL))) {
      Assertions.fail(reason + ", and " + REQUIRE_ALL + "=1 asks for everything");
    }
    Assumptions.abort(reason);
  }

  /** Asks for something by the name that a reader knows it by. */
  public static void that(boolean present, String what) {
    if (!present) {
      missing(what);
    }
  }
}
