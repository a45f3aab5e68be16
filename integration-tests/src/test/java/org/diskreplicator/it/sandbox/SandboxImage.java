package org.diskreplicator.it.sandbox;

import org.diskreplicator.it.Requirement;
import org.junit.jupiter.api.Assumptions;

/** The image of the sandbox, which {@code ci/container} makes and names in the environment. */
public final class SandboxImage {
  private static final String IMAGE = "DISKREP_SANDBOX_IMAGE";
  private static final String CANNOT = "DISKREP_SANDBOX_CANNOT";
  private static final String FAILED = "DISKREP_SANDBOX_FAILED";

  private SandboxImage() {}

  /**
   * Name and tag. Without one the running test is skipped with the reason; where {@code
   * DISKREP_REQUIRE_ALL=1} says so it fails instead, unless this machine can have no container.
   */
  public static String name() {
    String image = System.getenv(IMAGE);
    if (image != null) {
      return image;
    }
    String reason = System.getenv(CANNOT);
    if (reason != null) {
      Assumptions.abort("no container on this machine: " + reason);
    }
    String failure = System.getenv(FAILED);
    Requirement.missing(
        "the image of the sandbox ("
            + (failure == null ? "ci/test makes it, or see ci/container" : failure)
            + ")");
    throw new AssertionError("unreachable");
  }
}
