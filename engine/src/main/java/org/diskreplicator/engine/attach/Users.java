package org.diskreplicator.engine.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.scope.MountTable;

/**
 * Who uses the files of an attachment: mounts, swap, loop devices, with what is mounted from them,
 * devices that are made of it, and processes. What only another mount name space shows is not seen.
 */
final class Users {
  private static final Path PROC = Path.of("/proc");
  private static final Path BLOCK = Path.of("/sys/block");

  private final Path folder;
  private final List<Path> devices;
  private final Set<Long> own;

  /**
   * Looks for users of files in {@code folder}.
   *
   * @param devices that files in the folder are links to; their partitions count too
   * @param own processes that do not count
   */
  Users(Path folder, List<Path> devices, Set<Long> own) {
    this.folder = folder;
    this.devices = devices;
    this.own = own;
  }

  /** For messages, such as {@code /dev/loop0 (mounted)} or {@code process 12 (fuse2fs)}. */
  List<String> find() throws IOException {
    List<String> users = new ArrayList<>(loops());
    if (!devices.isEmpty()) {
      users.addAll(mounts());
      users.addAll(swaps());
      devices.forEach(device -> users.addAll(holders(device)));
    }
    for (Path process : entries(PROC, "[0-9]*")) {
      long pid = Long.parseLong(name(process));
      if (!own.contains(pid) && holds(process)) {
        users.add("process " + pid + command(process));
      }
    }
    return users;
  }

  private List<String> loops() throws IOException {
    MountTable mounts = MountTable.current();
    List<String> users = new ArrayList<>();
    for (Path loop : entries(BLOCK, "loop*")) {
      if (read(loop.resolve("loop/backing_file")).filter(this::isOurs).isPresent()) {
        String device = "/dev/" + name(loop);
        users.add(device + (mounts.hasSource(device) ? " (mounted)" : " (losetup)"));
      }
    }
    return users;
  }

  private List<String> mounts() throws IOException {
    return MountTable.current().sources().stream()
        .filter(this::isOurs)
        .distinct()
        .map(source -> source + " (mounted)")
        .toList();
  }

  private List<String> swaps() {
    return read(PROC.resolve("swaps"))
        .orElse("")
        .lines()
        .map(line -> line.split("\\s", 2)[0])
        .filter(this::isOurs)
        .map(source -> source + " (swap)")
        .toList();
  }

  private List<String> holders(Path device) {
    Path sysfs = BLOCK.resolve(name(device));
    List<Path> folders = new ArrayList<>(entries(sysfs, name(device) + "p*"));
    folders.add(sysfs);
    return folders.stream()
        .flatMap(one -> entries(one.resolve("holders"), "*").stream())
        .map(holder -> "/dev/" + name(holder))
        .toList();
  }

  private boolean isOurs(String file) {
    return file.startsWith(folder + "/")
        || devices.stream().anyMatch(device -> file.matches(device + "(p\\d+)?"));
  }

  private boolean holds(Path process) {
    return entries(process.resolve("fd"), "*").stream()
        .map(Users::target)
        .flatMap(Optional::stream)
        .anyMatch(this::isOurs);
  }

  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String command(Path process) {
    return read(process.resolve("comm")).map(name -> " (" + name.strip() + ")").orElse("");
  }

  /** Processes of others cannot be looked at, and processes may end meanwhile. */
  private static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return entries;
    }
    return entries;
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
