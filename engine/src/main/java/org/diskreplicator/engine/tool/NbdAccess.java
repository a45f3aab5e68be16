package org.diskreplicator.engine.tool;

import java.util.function.BooleanSupplier;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.NbdDevices;
import org.diskreplicator.engine.scope.ProcessIdentity;

/** Whether this user can show images as network block devices. */
final class NbdAccess {
  private final ToolPaths tools;
  private final NbdDevices devices;
  private final BooleanSupplier superUser;

  NbdAccess(ToolPaths tools, NbdDevices devices) {
    this(tools, devices, () -> ProcessIdentity.effectiveUserId() == 0);
  }

  NbdAccess(ToolPaths tools, NbdDevices devices, BooleanSupplier superUser) {
    this.tools = tools;
    this.devices = devices;
    this.superUser = superUser;
  }

  /**
   * Does nothing when all is there.
   *
   * @throws MissingPrerequisiteException when no device can be connected
   */
  void require() {
    tools.require(Tool.QEMU_NBD);
    if (!superUser.getAsBoolean()) {
      throw new MissingPrerequisiteException(
          "Permission to use network block devices", "Run it as root, or use --via fuse.");
    }
    if (devices.all().isEmpty()) {
      throw new MissingPrerequisiteException(
          "A network block device such as /dev/nbd0", "Load it as root with: modprobe nbd.");
    }
  }
}
