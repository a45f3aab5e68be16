package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The network block devices of the kernel, as sysfs shows them.
 *
 * <p>{@code qemu-nbd -c} and {@code -d} can fail silently, so what they did is read here. The file
 * {@code pid} of a device holds the number of the <em>thread</em> that serves it, not of its
 * process; both have the same command line.
 *
 * @param sysBlock {@code /sys/block}, or a folder that stands for it in tests
 * @param proc {@code /proc}, likewise
 * @param dev {@code /dev}, likewise
 */
public record NbdDevices(Path sysBlock, Path proc, Path dev) {

  /** The devices of this machine. */
  public static NbdDevices ofThisMachine() {
    return new NbdDevices(Path.of("/sys/block"), Path.of("/proc"), Path.of("/dev"));
  }

  /** All that have a node, in the order of their numbers. */
  public List<Path> all() {
    return entries(sysBlock, "nbd*").stream()
        .map(folder -> dev.resolve(name(folder)))
        .filter(Files::exists)
        .sorted(Comparator.comparing((Path d) -> name(d).length()).thenComparing(NbdDevices::name))
        .toList();
  }

  /**
   * Whether nothing is connected and nothing is mounted; a mount can outlive the connection.
   * Somebody may take it at any moment: the kernel lets only one win.
   */
  public boolean isFree(Path device) {
    return read(sysfs(device).resolve("pid")).isEmpty()
        && sectors(device) == 0
        && entries(sysfs(device).resolve("holders"), "*").isEmpty()
        && !isMounted(device);
  }

  /** Whether it shows bytes of a process that has {@code marker} on its command line. */
  public boolean isShownBy(Path device, String marker) {
    return sectors(device) > 0 && isServedBy(device, marker);
  }

  /** Devices that are connected to a process that has {@code marker} on its command line. */
  public List<Path> servedBy(String marker) {
    return all().stream().filter(device -> isServedBy(device, marker)).toList();
  }

  private boolean isServedBy(Path device, String marker) {
    return read(sysfs(device).resolve("pid"))
        .map(String::strip)
        .filter(thread -> thread.matches("\\d{1,10}"))
        .flatMap(thread -> read(proc.resolve(thread).resolve("cmdline")))
        .filter(commandLine -> commandLine.contains(marker))
        .isPresent();
  }

  /**
   * Hands all that was written to the process behind the device. The kernel does so by itself only
   * when the last one closes the device, and that process holds it open: ended without this, it
   * takes the last writes with it.
   */
  void flush(Path device) {
    List<Path> nodes = new ArrayList<>();
    entries(sysfs(device), name(device) + "p*").forEach(part -> nodes.add(dev.resolve(name(part))));
    nodes.add(device);
    nodes.forEach(NbdDevices::force);
  }

  private static void force(Path node) {
    try (FileChannel channel = FileChannel.open(node, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (NoSuchFileException e) {
      // a partition without a node, which nobody can have written to
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path sysfs(Path device) {
    return sysBlock.resolve(name(device));
  }

  private long sectors(Path device) {
    return read(sysfs(device).resolve("size")).map(text -> Long.valueOf(text.strip())).orElse(0L);
  }

  private static boolean isMounted(Path device) {
    try {
      return MountTable.current().hasSource(device.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Devices and processes come and go while they are looked at. */
  private static List<Path> entries(Path folder, String glob) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, glob)) {
      stream.forEach(entries::add);
    } catch (IOException | DirectoryIteratorException e) {
      return entries;
    }
    return entries;
  }

  private static Optional<String> read(Path file) {
    try {
      return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
