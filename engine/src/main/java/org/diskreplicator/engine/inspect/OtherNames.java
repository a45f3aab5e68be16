package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Extent;

/**
 * The devices that show bytes of one device: its partitions, the disk that it is on, loop devices
 * over it and what is behind a loop device, as far as the same bytes are meant.
 *
 * <p>The kernel lets a device be written while another loop device over the same file is mounted:
 * only who opened that very device has claimed it.
 */
final class OtherNames {
  private final Set<Stretch> found = new LinkedHashSet<>();

  private OtherNames() {}

  /** Some bytes of a device; the same bytes have another offset under another name. */
  private record Stretch(BlockDevice device, Extent bytes) {}

  /** All of them, and the device itself. */
  static Set<BlockDevice> of(BlockDevice device) throws IOException {
    OtherNames names = new OtherNames();
    if (device.size() > 0) {
      names.add(device, new Extent(0, device.size()));
    }
    Set<BlockDevice> devices = new LinkedHashSet<>(device.family());
    names.found.forEach(stretch -> devices.add(stretch.device()));
    return devices;
  }

  private void add(BlockDevice device, Extent bytes) throws IOException {
    if (!found.add(new Stretch(device, bytes))) {
      return;
    }
    if (device.isPartition()) {
      add(device.disk(), bytes.shift(device.start()));
    } else {
      addPartitions(device, bytes);
      addBacking(device, bytes);
    }
    for (Path loop : Devices.loopsOver(device)) {
      addLoop(new BlockDevice(loop), bytes);
    }
  }

  private void addPartitions(BlockDevice disk, Extent bytes) throws IOException {
    for (BlockDevice part : disk.family()) {
      if (part.isPartition()) {
        addShared(part, part.start(), bytes);
      }
    }
  }

  private void addBacking(BlockDevice device, Extent bytes) throws IOException {
    Optional<Path> backing = device.backingFile();
    if (backing.isEmpty()) {
      return;
    }
    Extent place = bytes.shift(device.loopOffset());
    if (Devices.isBlockDevice(backing.get())) {
      add(BlockDevice.of(backing.get()), place);
    } else if (Files.exists(backing.get())) {
      for (Path loop : Devices.loopsOf(backing.get())) {
        addLoop(new BlockDevice(loop), place);
      }
    }
  }

  /**
   * Adds a loop device where it shows some of {@code bytes}, which are those of what it is over.
   */
  private void addLoop(BlockDevice loop, Extent bytes) throws IOException {
    addShared(loop, loop.loopOffset(), bytes);
  }

  /** Adds what begins at {@code start}, as far as {@code bytes} lie in it. */
  private void addShared(BlockDevice device, long start, Extent bytes) throws IOException {
    long from = Math.max(start, bytes.offset());
    long to = Math.min(start + device.size(), bytes.end());
    if (from < to) {
      add(device, Extent.between(from - start, to - start));
    }
  }
}
