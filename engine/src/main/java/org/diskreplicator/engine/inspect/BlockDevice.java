package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.SectorSize;

/**
 * A disk or a partition as the kernel shows it; Linux' Documentation/ABI/stable/sysfs-block.
 *
 * @param folder its real folder in sysfs
 */
record BlockDevice(Path folder) {
  /** Sysfs counts in these, whatever the device's sectors are. */
  private static final int UNIT = 512;

  /** The device behind a device node. */
  static BlockDevice of(Path node) throws IOException {
    return new BlockDevice(Devices.own(node));
  }

  /** The kernel's name, such as {@code sda1}. */
  String name() {
    return folder.getFileName().toString();
  }

  /** Major and minor number, as {@code 8:1}. */
  String number() throws IOException {
    return text("dev").orElseThrow(() -> new IOException("no number of " + folder));
  }

  boolean isPartition() {
    return Files.exists(folder.resolve("partition"));
  }

  /** The disk that it is on, which may be itself. */
  BlockDevice disk() {
    Path parent = folder.getParent();
    return isPartition() && parent != null ? new BlockDevice(parent) : this;
  }

  /** Bytes; 0 without a medium. */
  long size() throws IOException {
    return units("size");
  }

  /** Where on its disk it lies; it has a medium. */
  Extent extent() throws IOException {
    return new Extent(start(), size());
  }

  /** Where on its disk it begins, in bytes. */
  long start() throws IOException {
    return isPartition() ? units("start") : 0;
  }

  private long units(String name) throws IOException {
    return text(name).map(Long::parseLong).orElse(0L) * UNIT;
  }

  SectorSize sectorSize() throws IOException {
    return disk()
        .text("queue/logical_block_size")
        .map(Integer::parseInt)
        .map(SectorSize::new)
        .orElse(SectorSize.S512);
  }

  boolean isReadOnly() throws IOException {
    return text("ro").filter("1"::equals).isPresent();
  }

  /** Itself and its partitions. */
  List<BlockDevice> family() throws IOException {
    List<BlockDevice> family = new ArrayList<>(List.of(this));
    try (Stream<Path> children = Files.list(folder)) {
      children.map(BlockDevice::new).filter(BlockDevice::isPartition).forEach(family::add);
    }
    return family;
  }

  /** Names of the devices that stand on it: LVM, md, LUKS. */
  List<String> holders() throws IOException {
    return entries("holders").stream().map(entry -> entry.getFileName().toString()).toList();
  }

  /** The devices that it stands on itself. */
  List<BlockDevice> slaves() throws IOException {
    List<BlockDevice> slaves = new ArrayList<>();
    for (Path entry : entries("slaves")) {
      slaves.add(new BlockDevice(entry.toRealPath()));
    }
    return slaves;
  }

  private List<Path> entries(String name) throws IOException {
    Path all = folder.resolve(name);
    if (!Files.isDirectory(all)) {
      return List.of();
    }
    try (Stream<Path> found = Files.list(all)) {
      return found.sorted().toList();
    }
  }

  /** The file behind it, when it is a loop device. */
  Optional<Path> backingFile() throws IOException {
    return Devices.backingFile(disk().folder());
  }

  /** Where in the file behind it a loop device begins, in bytes. */
  long loopOffset() throws IOException {
    return disk().text("loop/offset").map(Long::parseLong).orElse(0L);
  }

  /** A line of a file in its folder, without blanks at either end; empty when there is none. */
  Optional<String> text(String name) throws IOException {
    Path file = folder.resolve(name);
    return Files.isReadable(file)
        ? Optional.of(Files.readString(file).strip()).filter(text -> !text.isEmpty())
        : Optional.empty();
  }
}
