package org.diskreplicator.engine.tool;

import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.process.CommandResult;

/** Why qemu-storage-daemon could not show an image; it has one exit code for all reasons. */
final class ExportFailure {
  private ExportFailure() {}

  static ReplicationException of(CommandResult result) {
    String said = result.stderr();
    if (said.contains("FUSE session")) {
      return noFuse(said.lines().findFirst().orElse(""));
    }
    if (said.contains("Failed to get") && said.contains("lock")) {
      return new RefusedException(
          "The image is in use by another program, such as a virtual machine or another"
              + " attachment. End that first; see also: diskrep attach --list.");
    }
    return result.failure();
  }

  private static ReplicationException noFuse(String reason) {
    return new MissingPrerequisiteException(
        "Permission to mount with FUSE",
        "The system says: "
            + reason
            + ". fusermount3 must be setuid root, and a container needs: docker run --device"
            + " /dev/fuse --cap-add SYS_ADMIN.");
  }
}
