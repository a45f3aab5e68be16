package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.KnownDisk;

/** Lists the disks of this machine, without opening any of them for writing. */
public final class DiskList {
  private static final Path BLOCK = Path.of("/sys/block");
  private static final Path DEV = Path.of("/dev");

  private final DeviceProbe probe;

  public DiskList(DeviceProbe probe) {
    this.probe = probe;
  }

  /** All that have a medium, by their names; memory that poses as a disk is none. */
  public List<KnownDisk> all() {
    List<KnownDisk> disks = new ArrayList<>();
    try (Stream<Path> entries = Files.list(BLOCK)) {
      for (Path entry : entries.sorted().toList()) {
        BlockDevice device = new BlockDevice(entry.toRealPath());
        if (isDisk(device)) {
          disk(device).ifPresent(disks::add);
        }
      }
    } catch (IOException e) {
      throw new InputOutputException("listing the disks", e);
    }
    return disks;
  }

  private static boolean isDisk(BlockDevice device) throws IOException {
    boolean memory = device.name().startsWith("ram") || device.name().startsWith("zram");
    return !memory && device.size() > 0 && Files.exists(node(device));
  }

  /** The kernel writes an exclamation mark where the name of a node has a slash. */
  private static Path node(BlockDevice device) {
    return DEV.resolve(device.name().replace('!', '/'));
  }

  /** What vanishes meanwhile, a partition or a whole disk, is not there at the second look. */
  private Optional<KnownDisk> disk(BlockDevice device) throws IOException {
    try {
      return Optional.of(look(device));
    } catch (IOException | UncheckedIOException e) {
      return isDisk(device) ? Optional.of(look(device)) : Optional.empty();
    }
  }

  private KnownDisk look(BlockDevice device) throws IOException {
    Path node = node(device);
    boolean readable = Devices.isReadable(node);
    return new KnownDisk(node, readable, probe.seen(node, device, readable));
  }
}
