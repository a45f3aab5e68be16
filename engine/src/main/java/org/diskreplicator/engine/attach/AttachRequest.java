package org.diskreplicator.engine.attach;

import java.util.List;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.ImageFiles;

/**
 * What is to be shown.
 *
 * @param size of the disk
 * @param content of the disk as a whole, when it has no partitions
 */
public record AttachRequest(
    ImageFiles.View image, ByteSize size, String content, List<Part> parts, Access access) {
  public AttachRequest {
    parts = List.copyOf(parts);
  }

  /**
   * A partition.
   *
   * @param content what it holds, by the name that blkid gives it
   */
  public record Part(int number, Extent extent, String content) {}
}
