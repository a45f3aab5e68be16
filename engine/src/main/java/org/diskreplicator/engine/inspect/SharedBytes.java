package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;

/**
 * Whether a device and a file show the same bytes: by partitions, through loop devices, and through
 * the device mapper. What stands on a device claims it, so only the way down has to be followed.
 */
final class SharedBytes {
  private SharedBytes() {}

  /** Whether writing to {@code device} can change what {@code file} shows. */
  static boolean areIn(Path device, Path file) throws IOException {
    BlockDevice target = BlockDevice.of(device);
    if (Devices.isBlockDevice(file)) {
      return overlap(target, BlockDevice.of(file));
    }
    Optional<Path> backing = target.backingFile();
    return backing.isPresent() && isSame(backing.get(), file);
  }

  private static boolean overlap(BlockDevice target, BlockDevice source) throws IOException {
    if (target.size() == 0 || source.size() == 0) {
      return false;
    }
    if (target.disk().number().equals(source.disk().number())) {
      Extent ours = target.extent();
      Extent theirs = source.extent();
      return ours.offset() < theirs.end() && theirs.offset() < ours.end();
    }
    for (BlockDevice below : target.slaves()) {
      if (overlap(below, source)) {
        return true;
      }
    }
    return throughLoop(target, source) || throughLoop(source, target);
  }

  /** Whether {@code loop} is a loop device over the other's node, or over the file behind it. */
  private static boolean throughLoop(BlockDevice loop, BlockDevice other) throws IOException {
    Optional<Path> backing = loop.backingFile();
    if (backing.isEmpty() || !Files.exists(backing.get())) {
      return false;
    }
    if (Devices.isBlockDevice(backing.get())) {
      return overlap(BlockDevice.of(backing.get()), other);
    }
    Optional<Path> others = other.backingFile();
    return others.isPresent() && isSame(backing.get(), others.get());
  }

  private static boolean isSame(Path first, Path second) throws IOException {
    return Files.exists(first) && Files.exists(second) && Files.isSameFile(first, second);
  }
}
