package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.port.RemoteDisk;

/** Looks at the place where a target shall be, without touching it. */
public final class TargetProbe {
  private final Optional<DeviceProbe> devices;

  /** Looks at images; of a block device no more than that it is one. */
  public TargetProbe() {
    this.devices = Optional.empty();
  }

  /** Looks at block devices too. */
  public TargetProbe(DeviceProbe devices) {
    this.devices = Optional.of(devices);
  }

  /** What is at {@code target} now, seen beside the source. */
  public TargetFacts probe(Path target, ImageInfo source) {
    if (devices.isPresent() && RemoteDisk.at(target).isPresent()) {
      return TargetFacts.device(target, false, devices.get().remote(target));
    }
    if (devices.isPresent() && Devices.isBlockDevice(target)) {
      return device(target, source, devices.get());
    }
    Path parent = target.getParent();
    Path folder = parent == null ? target : parent;
    return new TargetFacts(
        target,
        place(target),
        folder(folder),
        isOfSource(target, source),
        space(folder),
        limit(folder));
  }

  /** By the name of the node itself: links go by what is on a device, and that is erased. */
  private static TargetFacts device(Path target, ImageInfo source, DeviceProbe devices) {
    try {
      Path node = target.toRealPath();
      return TargetFacts.device(node, isOfSource(node, source), devices.facts(node));
    } catch (IOException e) {
      throw new InputOutputException("looking at '" + target + "'", e);
    }
  }

  private static TargetFacts.Place place(Path target) {
    if (Devices.isBlockDevice(target)) {
      return TargetFacts.Place.DEVICE;
    }
    if (Files.isDirectory(target)) {
      return TargetFacts.Place.FOLDER;
    }
    if (Files.isRegularFile(target)) {
      return TargetFacts.Place.FILE;
    }
    return Files.exists(target, java.nio.file.LinkOption.NOFOLLOW_LINKS)
        ? TargetFacts.Place.OTHER
        : TargetFacts.Place.FREE;
  }

  private static TargetFacts.Folder folder(Path folder) {
    if (!Files.exists(folder)) {
      return TargetFacts.Folder.MISSING;
    }
    if (!Files.isDirectory(folder)) {
      return TargetFacts.Folder.NOT_A_FOLDER;
    }
    return Files.isWritable(folder) ? TargetFacts.Folder.WRITABLE : TargetFacts.Folder.READ_ONLY;
  }

  /** Whether the target is one of the files that the source's bytes are in. */
  private static boolean isOfSource(Path target, ImageInfo source) {
    return ImageChain.files(source).stream().anyMatch(file -> isSame(target, file));
  }

  private static boolean isSame(Path target, Path file) {
    try {
      if (!Files.exists(target)) {
        return false;
      }
      if (Devices.isBlockDevice(target)) {
        return SharedBytes.areIn(target, file);
      }
      List<Path> loops = Devices.loopsOf(target);
      return Files.isSameFile(target, file)
          || (Devices.isBlockDevice(file) && loops.contains(Devices.own(file)));
    } catch (IOException e) {
      return false;
    }
  }

  /** Largest file of the file system; ext4(5) with 4 KiB blocks and vfat are the low ones. */
  private static long limit(Path folder) {
    try {
      return switch (Files.getFileStore(folder).type()) {
        case "ext4" -> (1L << 44) - 1;
        case "ext2", "ext3" -> (1L << 41) - 1;
        case "vfat", "msdos" -> (1L << 32) - 1;
        default -> Long.MAX_VALUE;
      };
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static long space(Path folder) {
    try {
      return Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }
}
