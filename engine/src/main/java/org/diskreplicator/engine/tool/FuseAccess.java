package org.diskreplicator.engine.tool;

import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/** Whether this user can show images as files. */
final class FuseAccess {
  private final ToolPaths tools;
  private final Path device;
  private final Path mountList;

  FuseAccess(ToolPaths tools) {
    this(tools, Path.of("/dev/fuse"), Path.of("/etc/mtab"));
  }

  FuseAccess(ToolPaths tools, Path device, Path mountList) {
    this.tools = tools;
    this.device = device;
    this.mountList = mountList;
  }

  /**
   * Does nothing when all is there.
   *
   * @throws MissingPrerequisiteException when FUSE exports cannot work
   */
  void require() {
    tools.require(Tool.QEMU_STORAGE_DAEMON);
    tools.require(Tool.FUSERMOUNT3);
    if (!Files.exists(device)) {
      throw new MissingPrerequisiteException(
          "The device " + device,
          "Load it as root with: modprobe fuse; a container needs: docker run --device /dev/fuse"
              + " --cap-add SYS_ADMIN.");
    }
    if (!Files.isReadable(device) || !Files.isWritable(device)) {
      throw new MissingPrerequisiteException(
          "Permission to use " + device, "Give it as root with: chmod 666 " + device + ".");
    }
    // fusermount3 starts a mount without it, and ends none.
    if (!Files.exists(mountList)) {
      throw new MissingPrerequisiteException(
          "The list of mounts " + mountList,
          "Make it as root with: ln -s ../proc/self/mounts " + mountList + ".");
    }
  }
}
