package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.DeviceFacts.Access;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.port.SignatureProbe;

/** Looks at a block device that may be written, without writing to it. */
public final class DeviceProbe {
  private static final Path PROC = Path.of("/proc");
  private static final Path UDEV = Path.of("/run/udev/data");
  private static final int HEAD = 1 << 20;

  private final SignatureProbe signatures;
  private final BlockDevices devices;

  public DeviceProbe(SignatureProbe signatures, BlockDevices devices) {
    this.signatures = signatures;
    this.devices = devices;
  }

  /**
   * Looks at the device behind a node.
   *
   * @throws MissingPrerequisiteException when it may not even be read
   */
  DeviceFacts facts(Path node) {
    if (!isReadable(node)) {
      throw new MissingPrerequisiteException(
          "Permission to read '" + node + "'", "Become root, for example with sudo.");
    }
    try {
      DeviceFacts seen = seen(node, BlockDevice.of(node), true);
      boolean asks = seen.uses().isEmpty() && seen.access() == Access.WRITABLE;
      return asks && devices.isClaimed(node)
          ? seen.used("is claimed by the kernel or another program")
          : seen;
    } catch (IOException e) {
      throw new InputOutputException("looking at '" + node + "'", e);
    }
  }

  /** Without a medium in it a drive cannot be opened, whoever asks. */
  private static boolean isReadable(Path node) {
    try {
      return BlockDevice.of(node).size() == 0 ? Files.isReadable(node) : Devices.isReadable(node);
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks at a remote disk; who else uses it cannot be seen from here. */
  DeviceFacts remote(Path file) {
    try {
      long size = Files.size(file);
      return new DeviceFacts(
          size,
          SectorSize.S512,
          Optional.empty(),
          Optional.empty(),
          Access.WRITABLE,
          List.of(),
          holds(file, size));
    } catch (IOException e) {
      throw new InputOutputException("looking at '" + file + "'", e);
    }
  }

  /**
   * What can be seen without opening it for writing; what other name spaces have mounted cannot.
   *
   * @param readable whether it may be opened at all
   */
  DeviceFacts seen(Path node, BlockDevice device, boolean readable) throws IOException {
    DeviceIdentity identity = DeviceIdentity.of(device, UDEV);
    return new DeviceFacts(
        device.size(),
        device.sectorSize(),
        identity.model(),
        identity.serial(),
        access(node, device),
        DeviceUses.of(device, PROC),
        readable ? holds(node, device.size()) : Optional.empty());
  }

  private static Access access(Path node, BlockDevice device) throws IOException {
    if (device.isReadOnly()) {
      return Access.READ_ONLY;
    }
    return Files.isWritable(node) ? Access.WRITABLE : Access.FORBIDDEN;
  }

  private Optional<String> holds(Path node, long size) throws IOException {
    if (size == 0) {
      return Optional.empty();
    }
    Signature signature = signatures.probe(node, new Extent(0, size));
    return signature
        .tableType()
        .map(type -> "a partition table (" + type + ")")
        .or(() -> signature.type().map(type -> type + label(signature)))
        .or(() -> isBlank(node) ? Optional.empty() : Optional.of("data of an unknown kind"));
  }

  private static String label(Signature signature) {
    return signature.label().map(label -> " '" + label + "'").orElse("");
  }

  /** The start is zero on a new disk, on a wiped one, and on one where a clone was interrupted. */
  private static boolean isBlank(Path node) {
    try (FileChannel channel = FileChannel.open(node)) {
      ByteBuffer head = ByteBuffer.allocate(HEAD);
      while (head.hasRemaining() && channel.read(head) > 0) {
        // short reads go on
      }
      head.flip();
      return head.mismatch(ByteBuffer.allocate(head.limit())) < 0;
    } catch (IOException e) {
      return false;
    }
  }
}
