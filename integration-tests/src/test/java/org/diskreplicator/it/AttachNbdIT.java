package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Images as network block devices, in a throw-away machine: the kernel here may have none, and a
 * test must not take devices of the machine that it runs on. Most of its time is the machine's, so
 * it runs beside other classes.
 */
@Execution(ExecutionMode.CONCURRENT)
final class AttachNbdIT {
  private static final Path SCRIPTS = Path.of("src/test/sh");
  private static final int MISSING = 77;
  private static final long LIMIT_MINUTES = 12;

  @Test
  void imagesAreAttachedWrittenAndDetachedWithoutFuse(@TempDir Path temp) throws Exception {
    File log = temp.resolve("log").toFile();
    Process machine = start(log);
    try {
      assertThat(machine.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("the machine ends").isTrue();
    } finally {
      machine.descendants().forEach(ProcessHandle::destroyForcibly);
      machine.destroyForcibly();
    }
    List<String> said = Files.readAllLines(log.toPath());
    if (machine.exitValue() == MISSING) {
      Requirement.unmet(said.get(said.size() - 1));
    }
    assertThat(machine.exitValue()).as(String.join("\n", said)).isZero();
    assertThat(said).anyMatch(line -> line.startsWith("0 failures"));
  }

  private static Process start(File log) throws IOException {
    return new ProcessBuilder(
            SCRIPTS.resolve("nbd-in-vm").toString(),
            Distribution.folder().toString(),
            SCRIPTS.resolve("nbd-trial").toString())
        .redirectErrorStream(true)
        .redirectOutput(log)
        .start();
  }
}
