package org.diskreplicator.engine.inspect;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.DeviceFacts.Access;
import org.diskreplicator.engine.model.InPlaceFacts;

/** Looks at what is to be changed where it is; changes nothing itself. */
public final class InPlaceProbe {
  /** Of a whole disk in sysfs; a partition has none of its own. */
  private static final String DISCARDS = "queue/discard_max_bytes";

  private final DeviceProbe devices;

  public InPlaceProbe(DeviceProbe devices) {
    this.devices = devices;
  }

  /** Looks at an image file or a block device. */
  public InPlaceFacts probe(Path image) {
    try {
      return Devices.isBlockDevice(image) ? device(image.toRealPath()) : file(image);
    } catch (IOException e) {
      throw new InputOutputException("looking at '" + image + "'", e);
    }
  }

  private InPlaceFacts device(Path node) throws IOException {
    DeviceFacts facts = devices.facts(node);
    return new InPlaceFacts(facts.access(), facts.uses(), discards(Devices.own(node)));
  }

  private static boolean discards(Path device) throws IOException {
    Path own = device.resolve(DISCARDS);
    Path limit = Files.exists(own) ? own : device.resolveSibling(DISCARDS);
    return Files.exists(limit) && !Files.readString(limit).strip().equals("0");
  }

  /** Programs of QEMU lock what they use; the kernel, behind a loop device, does not. */
  private static InPlaceFacts file(Path image) throws IOException {
    List<String> uses =
        Devices.loopsOf(image).stream()
            .map(loop -> "is shown by /dev/" + loop.getFileName())
            .toList();
    return new InPlaceFacts(
        Files.isWritable(image) ? Access.WRITABLE : Access.FORBIDDEN, uses, true);
  }
}
