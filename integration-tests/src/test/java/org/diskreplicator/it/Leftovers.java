package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds what a run left behind: processes by their environment, mounts by their place. */
final class Leftovers {
  private Leftovers() {}

  /** Processes that were started with this state folder, as {@code pid command}. */
  static List<String> processes(Path state) {
    return handles(state).map(p -> p.pid() + " " + p.info().commandLine().orElse("")).toList();
  }

  static void endProcesses(Path state) {
    handles(state).forEach(ProcessHandle::destroyForcibly);
  }

  private static Stream<ProcessHandle> handles(Path state) {
    String mark = "DISKREP_STATE=" + state;
    return ProcessHandle.allProcesses().filter(process -> environment(process).contains(mark));
  }

  private static String environment(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), ISO_8859_1);
    } catch (IOException e) {
      return ""; // gone meanwhile, or of another user, who is none of ours
    }
  }

  /** Mount points below a folder. */
  static List<String> mounts(Path folder) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return lines
          .map(line -> line.split(" ", -1)[4])
          .filter(point -> point.startsWith(folder + "/"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void unmount(Path folder) {
    mounts(folder).forEach(point -> Tools.run("umount", point));
  }
}
