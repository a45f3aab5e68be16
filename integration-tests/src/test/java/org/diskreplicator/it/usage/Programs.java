package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diskreplicator.it.Requirement;

/** Runs the independent tools that a test builds its disks with and judges by. */
final class Programs {
  private static final String SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin";

  private Programs() {}

  /** Skips the test when a program is missing, or fails it, as {@link Requirement} says. */
  static void require(String... programs) {
    for (String program : programs) {
      boolean found =
          Stream.of(SYSTEM.split(":")).anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
      Requirement.that(found, "the program " + program);
    }
  }

  /** What a program printed on both streams, and its exit code. */
  record Result(int exitCode, String output) {
    String orFail() {
      assertThat(exitCode).as(output).isZero();
      return output;
    }
  }

  static Result run(String... argv) {
    return run(List.of(argv));
  }

  static Result run(List<String> argv) {
    try {
      ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(argv));
      Map<String, String> environment = builder.environment();
      environment.put("PATH", SYSTEM);
      environment.put("LC_ALL", "C");
      environment.put("MTOOLSRC", "/dev/null");
      environment.put("MTOOLS_SKIP_CHECK", "1");
      builder.redirectErrorStream(true).redirectInput(new File("/dev/null"));
      Process process = builder.start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
