package org.diskreplicator.engine.attach;

import java.util.Comparator;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
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
   * What was learned of a disk, as something to show.
   *
   * @throws RefusedException when it is to be written and is mounted
   */
  public static AttachRequest of(Inspection inspection, Access access) {
    ImageInfo image = inspection.image();
    if (access == Access.WRITABLE && inspection.use().mountedAt().isPresent()) {
      throw new RefusedException(
          "'%s' is mounted at '%s'; unmount it first, or attach it read-only."
              .formatted(image.path(), inspection.use().mountedAt().get()));
    }
    return new AttachRequest(
        new ImageFiles.View(image.path(), image.format()),
        image.virtualSize(),
        wholeContent(inspection),
        parts(inspection),
        access);
  }

  private static String wholeContent(Inspection inspection) {
    return inspection
        .table()
        .map(table -> table.type().toString())
        .orElseGet(() -> inspection.regions().get(0).content().name());
  }

  private static List<Part> parts(Inspection inspection) {
    Extent whole = new Extent(0, inspection.image().virtualSize().bytes());
    return inspection.regions().stream()
        .filter(region -> region.partition().isPresent() && whole.contains(region.extent()))
        .map(AttachRequest::part)
        .sorted(Comparator.comparingInt(Part::number))
        .toList();
  }

  private static Part part(Region region) {
    int number = region.partition().orElseThrow().number();
    return new Part(number, region.extent(), region.content().name());
  }

  /**
   * A partition.
   *
   * @param content what it holds, by the name that blkid gives it
   */
  public record Part(int number, Extent extent, String content) {}
}
