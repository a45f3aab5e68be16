package org.diskreplicator.engine.plan;

import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TargetFacts;

/** What a block device must be like to be written, and how plans for one differ. */
final class DeviceRules {
  private DeviceRules() {}

  /** A device has the size that it has, and holds the disk as it is. */
  static CloneOptions fitted(CloneOptions options, TargetFacts target) {
    return target
        .device()
        .map(
            device ->
                options
                    .sized(options.size().map(ByteSize::bytes).orElse(device.size()))
                    .formatted(options.format().orElse(ImageFormat.RAW)))
        .orElse(options);
  }

  /** Why the device is refused, as one sentence; the first reason that applies. */
  static Optional<String> refusal(Inspection source, TargetFacts target, CloneOptions options) {
    if (target.device().isEmpty()) {
      return Optional.empty();
    }
    DeviceFacts device = target.device().get();
    String name = "'" + target.path() + "'";
    return Stream.of(
            access(name, device),
            use(name, device),
            shape(name, device, options),
            sectors(name, source, device),
            consent(name, device, options))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Whoever may not write at all is told so when a plan is carried out. */
  private static Optional<String> access(String name, DeviceFacts device) {
    if (device.size() == 0) {
      return Optional.of(name + " has no medium in it; insert one.");
    }
    return device.access() == DeviceFacts.Access.READ_ONLY
        ? Optional.of(name + " is read-only; give another device, or lift its write protection.")
        : Optional.empty();
  }

  private static Optional<String> use(String name, DeviceFacts device) {
    return device.uses().stream()
        .findFirst()
        .map(use -> name + " or a partition of it " + use + "; release it first.");
  }

  private static Optional<String> shape(String name, DeviceFacts device, CloneOptions options) {
    long size = options.size().map(ByteSize::bytes).orElse(device.size());
    if (size != device.size()) {
      return Optional.of(
          name + " has " + device.size() + " bytes, and not " + size + "; leave out --size.");
    }
    return options.format().filter(format -> format != ImageFormat.RAW).isPresent()
        ? Optional.of(
            name
                + " is a device, which takes the disk itself and no image; clone without --format.")
        : Optional.empty();
  }

  /** A table counts in sectors, and its reader counts in those of the device. */
  private static Optional<String> sectors(String name, Inspection source, DeviceFacts device) {
    return source
        .table()
        .filter(table -> !source.isPartition())
        .map(table -> table.sectorSize())
        .filter(counted -> !counted.equals(device.sectorSize()))
        .map(
            counted ->
                name
                    + " has sectors of "
                    + device.sectorSize().bytes()
                    + " bytes, and the source's partition table counts in sectors of "
                    + counted.bytes()
                    + ", so no partition would be found there; give a device with those.");
  }

  private static Optional<String> consent(String name, DeviceFacts device, CloneOptions options) {
    Optional<Overwrite> overwrite = options.overwrite();
    Optional<String> wanted = overwrite.flatMap(Overwrite::serial);
    if (wanted.isPresent() && !wanted.equals(device.serial())) {
      return Optional.of(
          name
              + device
                  .serial()
                  .map(serial -> " has the serial number '" + serial + "'")
                  .orElse(" tells no serial number")
              + ", and not '"
              + wanted.get()
              + "'; make sure that it is the right device.");
    }
    return overwrite.isPresent()
        ? Optional.empty()
        : device
            .holds()
            .map(
                found ->
                    name
                        + " ("
                        + device.title()
                        + ") holds "
                        + found
                        + "; give --overwrite"
                        + device.serial().map(serial -> "=" + serial).orElse("")
                        + " to lose all that is on it.");
  }

  /** The first write to a device. */
  static Optional<Step> erase(TargetFacts target) {
    return target
        .device()
        .map(
            device ->
                new Step.Erase(
                    target.path(), device, Math.min(device.size(), 2 * Step.Finish.HEAD_BYTES)));
  }

  /** What the user should know before a file system without a table gets other sectors. */
  static Optional<String> warning(Inspection source, TargetFacts target) {
    boolean hasTable = source.table().isPresent() && !source.isPartition();
    return target
        .device()
        .filter(device -> !hasTable && !device.sectorSize().equals(SectorSize.S512))
        .map(
            device ->
                "'"
                    + target.path()
                    + "' has sectors of "
                    + device.sectorSize().bytes()
                    + " bytes; a file system with smaller blocks cannot be mounted there.");
  }
}
