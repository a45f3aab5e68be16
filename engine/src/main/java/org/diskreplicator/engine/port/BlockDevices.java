package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;

/** Disks and partitions of this machine that are about to be written. */
public interface BlockDevices {
  /** Whether the kernel or a program holds the device, or a partition of it, for itself alone. */
  boolean isClaimed(Path device);

  /**
   * Makes these bytes zero and waits until they are.
   *
   * @param range in whole sectors of the device
   * @throws RefusedException when somebody else claims the device
   */
  void zero(Path device, Extent range);

  /** Waits until all that was written is on the device, and forgets what was read of it. */
  void flush(Path device);

  /** Lets the kernel find the partitions anew, where it can; what it does not see does no harm. */
  void rereadTable(Path device);
}
