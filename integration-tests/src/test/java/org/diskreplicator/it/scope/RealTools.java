package org.diskreplicator.it.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Programs that make test disks, run apart from the code under test. */
final class RealTools {
  private RealTools() {}

  static String run(String... argv) {
    try {
      Process process = new ProcessBuilder(argv).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s said: %s", List.of(argv), output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Skips the test where FUSE is missing, unless the machine is one that must have everything. */
  static void needFuse() {
    Path device = Path.of("/dev/fuse");
    boolean usable = Files.isReadable(device) && Files.isWritable(device);
    if (!usable && "1".equals(System.getenv("DISKREP_REQUIRE_ALL"))) {
      fail("/dev/fuse is not usable here");
    }
    assumeTrue(usable, "/dev/fuse is not usable here");
  }

  /** Bytes without any pattern, the same for each seed. */
  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Whether something is mounted on or below {@code path}. */
  static boolean mountedBelow(Path path) throws IOException {
    return Files.readString(Path.of("/proc/self/mountinfo")).contains(" " + path);
  }

  /** Numbers of the processes that have {@code text} on their command line. */
  static List<Long> processesWith(String text) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).contains(text))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc/" + pid + "/cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
