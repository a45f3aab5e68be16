package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * By what people know a disk: what udev found out, else what the kernel knows.
 *
 * @param model such as {@code Samsung_SSD_970}
 * @param serial as it is printed on the drive
 */
record DeviceIdentity(Optional<String> model, Optional<String> serial) {
  private static final int PAGE_HEADER = 4;

  /**
   * Reads it.
   *
   * @param udev the folder of udev's database, {@code /run/udev/data}
   */
  static DeviceIdentity of(BlockDevice device, Path udev) throws IOException {
    BlockDevice disk = device.disk();
    Path entry = udev.resolve("b" + disk.number());
    Optional<Path> backing = disk.backingFile();
    return new DeviceIdentity(
        property(entry, "ID_MODEL")
            .or(() -> kernel(disk, "device/model"))
            .or(() -> kernel(disk, "dm/name"))
            .or(() -> backing.map(file -> "loop device of '" + file + "'")),
        property(entry, "ID_SERIAL_SHORT")
            .or(() -> kernel(disk, "device/serial"))
            .or(() -> kernel(disk, "serial"))
            .or(() -> page(disk.folder().resolve("device/vpd_pg80"))));
  }

  private static Optional<String> property(Path entry, String name) {
    String start = "E:" + name + "=";
    try {
      return Files.readAllLines(entry, StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(start))
          .map(line -> line.substring(start.length()).strip())
          .filter(Predicate.not(String::isEmpty))
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> kernel(BlockDevice disk, String name) {
    try {
      return disk.text(name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The unit serial number page of a SCSI disk; SPC-4, section 7.8.17. */
  private static Optional<String> page(Path file) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      return Optional.of(text.substring(Math.min(PAGE_HEADER, text.length())).strip())
          .filter(Predicate.not(String::isEmpty));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
