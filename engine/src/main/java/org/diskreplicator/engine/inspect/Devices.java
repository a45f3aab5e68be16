package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What the kernel says of block devices, by {@code /sys/block} and {@code /proc}. */
final class Devices {
  private static final int TYPE_MASK = 0170000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final Path SYS_CLASS = Path.of("/sys/class/block");

  private Devices() {}

  static boolean isBlockDevice(Path path) {
    try {
      return (mode(path) & TYPE_MASK) == BLOCK_DEVICE;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Whether it can be opened for reading: a control group may forbid what the permissions allow.
   */
  static boolean isReadable(Path node) {
    try {
      FileChannel.open(node).close();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int mode(Path path) throws IOException {
    return (Integer) Files.getAttribute(path, "unix:mode");
  }

  /**
   * Where the bytes of {@code source} can be written at this moment through a mount; empty when
   * nowhere. A file counts through the loop devices that it is behind.
   */
  static Optional<String> mountedWritable(Path source) {
    try {
      Set<String> numbers = deviceNumbers(source);
      return numbers.isEmpty()
          ? Optional.empty()
          : Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
              .map(line -> line.split(" ", -1))
              .filter(fields -> fields.length > 5 && numbers.contains(fields[2]))
              .filter(fields -> isWritable(fields))
              .map(fields -> fields[4])
              .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isWritable(String[] fields) {
    return fields[5].equals("rw") || fields[5].startsWith("rw,");
  }

  /** Numbers, as {@code major:minor}, of the devices that show bytes of {@code source}. */
  private static Set<String> deviceNumbers(Path source) throws IOException {
    Set<String> numbers = new HashSet<>();
    List<Path> devices = isBlockDevice(source) ? List.of(own(source)) : loopsOf(source);
    for (Path device : devices) {
      addNumber(numbers, device);
      try (Stream<Path> children = Files.list(device)) {
        for (Path child : children.filter(p -> Files.exists(p.resolve("partition"))).toList()) {
          addNumber(numbers, child);
        }
      }
    }
    return numbers;
  }

  /** The folder of a block device in sysfs. */
  static Path own(Path device) throws IOException {
    long number = (Long) Files.getAttribute(device, "unix:rdev");
    long major = (number >>> 8 & 0xfff) | (number >>> 32 & 0xfffff000L);
    long minor = (number & 0xff) | (number >>> 12 & 0xffffff00L);
    return Path.of("/sys/dev/block/" + major + ":" + minor).toRealPath();
  }

  private static void addNumber(Set<String> numbers, Path device) throws IOException {
    numbers.add(Files.readString(device.resolve("dev")).strip());
  }

  /** The loop devices that {@code file} is behind, by whatever name it was given to them. */
  static List<Path> loopsOf(Path file) throws IOException {
    return isBlockDevice(file)
        ? loopsOver(BlockDevice.of(file))
        : loopsWhere(backing -> isSameFile(backing, file.toRealPath()));
  }

  /** The loop devices that were made of a node of this device. */
  static List<Path> loopsOver(BlockDevice device) throws IOException {
    return loopsWhere(backing -> isBlockDevice(backing) && own(backing).equals(device.folder()));
  }

  private static boolean isSameFile(Path backing, Path real) throws IOException {
    try {
      return backing.equals(real) || Files.isSameFile(backing, real);
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** The loop devices, as folders in sysfs, with such a file behind them. */
  private static List<Path> loopsWhere(BackingTest test) throws IOException {
    List<Path> loops = new ArrayList<>();
    if (!Files.isDirectory(SYS_CLASS)) {
      return loops;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(SYS_CLASS, "loop*")) {
      for (Path loop : all) {
        Optional<Path> backing = backingFile(loop);
        if (backing.isPresent() && test.accepts(backing.get())) {
          loops.add(loop.toRealPath());
        }
      }
    }
    return loops;
  }

  /** A question about the file behind a loop device. */
  private interface BackingTest {
    boolean accepts(Path backing) throws IOException;
  }

  /** The file behind a loop device, given as its folder in sysfs. */
  static Optional<Path> backingFile(Path loop) throws IOException {
    try {
      String name = Files.readString(loop.resolve("loop/backing_file"));
      return Optional.of(
          Path.of(name.endsWith("\n") ? name.substring(0, name.length() - 1) : name));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }
}
