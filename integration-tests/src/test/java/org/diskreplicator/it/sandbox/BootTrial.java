package org.diskreplicator.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.FixtureBoot;

/**
 * Boots disks in throw-away machines in the sandbox, by {@code src/test/sh/boot-trial}; the images
 * stay as they are.
 */
final class BootTrial {
  /** Ended with this, the script has seen that the disk does not boot. */
  private static final int DOES_NOT_BOOT = 1;

  /** The slowest disk takes half a minute of a processor; machines may be busy. */
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private static final Path SCRIPT = Path.of("src/test/sh/boot-trial");

  private final Sandbox sandbox;

  BootTrial(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Fails with what the serial port showed when not all signs came. */
  void assertBoots(Disk disk, FixtureBoot boot) {
    SandboxResult result = run(disk, boot);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }

  /** Fails when the signs came all the same. */
  void assertDoesNotBoot(Disk disk, FixtureBoot boot) {
    SandboxResult result = run(disk, boot);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(DOES_NOT_BOOT);
  }

  private SandboxResult run(Disk disk, FixtureBoot boot) {
    List<Object> argv = new ArrayList<>(List.of("bash", "-c", script(), "boot-trial"));
    argv.addAll(List.of(boot.firmware(), disk.format(), disk.image(), LIMIT.toSeconds()));
    argv.addAll(boot.signs());
    return sandbox.nobody(argv.toArray()).within(LIMIT.plusSeconds(30)).run();
  }

  private static String script() {
    try {
      return Files.readString(SCRIPT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
