package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.scope.Polling;

/**
 * Mounts parts of disks with mount(8), through a loop device that goes with the mount, and is
 * read-only where the mount is.
 */
final class Mount {
  private static final String HARMLESS = "loop,nosuid,nodev,noexec";

  /** The kernel lets go of a loop device some time after what was mounted through it. */
  private static final Polling RELEASE = new Polling(Duration.ofMillis(50), Duration.ofSeconds(10));

  /**
   * Of a btrfs whose identity another device has too, the kernel may still hold what it knew of
   * that loop device a moment ago (seen with Linux 6.18: "superblock fsid doesn't match").
   */
  private static final Polling FORGETTING =
      new Polling(Duration.ofMillis(100), Duration.ofMillis(500));

  private final CommandRunner runner;

  Mount(CommandRunner runner) {
    this.runner = runner;
  }

  /** Whether what is mounted can be written. */
  enum Access {
    READ_ONLY("ro"),
    WRITABLE("rw");

    private final String option;

    Access(String option) {
      this.option = option;
    }
  }

  /**
   * Mounts {@code part} of {@code disk}.
   *
   * @param type as the kernel names it, or with a program that serves it through FUSE
   * @param options of this type, such as those that keep it from replaying a journal
   * @return why it cannot be mounted, a short clause; empty when it is mounted
   * @throws MissingPrerequisiteException when the machine has no loop device for it
   */
  Optional<String> mount(
      Access access, Path disk, Extent part, Path point, String type, String options) {
    List<String> arguments =
        new ArrayList<>(servedBy(type).isPresent() ? List.of() : List.of("-i"));
    arguments.addAll(List.of("-t", type, "-o"));
    arguments.add(
        "%s,%s,offset=%d,sizelimit=%d,%s"
            .formatted(access.option, HARMLESS, part.offset(), part.length(), options));
    arguments.addAll(List.of("--", disk.toString(), point.toString()));
    CommandResult result = run(Command.of("mounting a file system", Tool.MOUNT, arguments), type);
    if (result.exitCode() == 0) {
      return Optional.empty();
    }
    if (result.stderr().contains("loop device") && !overlaps(result)) {
      throw new MissingPrerequisiteException(
          "A free loop device",
          "Load it as root with: modprobe loop; a container needs --privileged. mount said: "
              + result.stderr().strip());
    }
    return Optional.of(reason(result.stderr(), point));
  }

  private CommandResult run(Command command, String type) {
    CommandResult result = again(command, RELEASE, last -> !overlaps(last));
    return type.equals("btrfs") && result.stderr().contains("bad superblock")
        ? again(command, FORGETTING, last -> last.exitCode() == 0)
        : result;
  }

  /** The last result of so many runs as it takes, or as there is time for. */
  private CommandResult again(Command command, Polling times, Predicate<CommandResult> enough) {
    List<CommandResult> results = new ArrayList<>();
    times.until(
        () -> {
          results.add(runner.run(command));
          return enough.test(results.get(results.size() - 1));
        });
    return results.get(results.size() - 1);
  }

  /** Another device shows the same bytes from another start, and may write them. */
  private static boolean overlaps(CommandResult result) {
    return result.exitCode() != 0 && result.stderr().contains("overlapping loop device");
  }

  /** The program behind a type that is not the kernel's own; the others are mounted without any. */
  static Optional<Tool> servedBy(String type) {
    return type.equals("ntfs-3g") ? Optional.of(Tool.NTFS_3G) : Optional.empty();
  }

  private static String reason(String stderr, Path point) {
    String first = stderr.strip().lines().findFirst().orElse("mount gives no reason");
    return first.replaceFirst("^mount: ", "").replace(point + ": ", "");
  }
}
