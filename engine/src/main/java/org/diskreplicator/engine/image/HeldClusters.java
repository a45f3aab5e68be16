package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Which clusters of a qcow2 image have data, where nearly all of its disk was never written.
 *
 * <p>Everything else of such a disk reads as zeros, and QEMU needs seconds to find that out, table
 * by table: 200 TB have 409,600 of them. Source: QEMU, docs/interop/qcow2.txt.
 */
public final class HeldClusters {
  /** 1 GiB of tables of 64 KiB clusters in files that are read twice for a copy and its proof. */
  private static final int MOST_TABLES = 2048;

  /** 2 TiB of 64 KiB clusters. Below, QEMU looks at all tables in less than 0.1 s. */
  private static final int FEW_TABLES = 4096;

  private static final int ABSENT_FOR_EACH = 32;
  private static final int MOST_RANGES = 1 << 20;
  private static final long COMPRESSED = 1L << 62;
  private static final long ZEROS = 1;
  private static final long ALL_PARTS = 0xffffffffL;

  private HeldClusters() {}

  /**
   * Reads the tables of an image.
   *
   * @return the clusters with data, in bytes of the disk; empty for an image that is not plainly a
   *     qcow2 that stands on nothing, or that is not huge, or not mostly unwritten
   */
  public static Optional<ExtentSet> of(Path image) {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      Optional<PlainImage> header =
          PlainImage.read(channel).filter(HeldClusters::isMostlyUnwritten);
      return header.isPresent() ? held(channel, header.get()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isMostlyUnwritten(PlainImage image) {
    int present = 0;
    for (int i = 0; i < image.count(); i++) {
      present += image.table(i) == 0 ? 0 : 1;
    }
    return image.count() >= FEW_TABLES
        && present <= MOST_TABLES
        && (long) present * ABSENT_FOR_EACH <= image.count();
  }

  private static Optional<ExtentSet> held(FileChannel channel, PlainImage image)
      throws IOException {
    ExtentSet.Builder held = ExtentSet.builder();
    long end = 0;
    int ranges = 0;
    for (int i = 0; i < image.count(); i++) {
      if (image.table(i) == 0) {
        continue;
      }
      ByteBuffer table = PlainImage.bytes(channel, image.table(i), image.clusterBytes());
      for (long at = i * image.span(); table.hasRemaining(); at += image.clusterBytes()) {
        if (hasData(image, table)) {
          ranges += at == end ? 0 : 1;
          end = at + image.clusterBytes();
          held.add(at, end);
        }
      }
      if (ranges > MOST_RANGES) {
        return Optional.empty();
      }
    }
    return Optional.of(held.build().intersect(new Extent(0, image.size())));
  }

  /** Takes the next entry. One that is only marked as zeros holds nothing. */
  private static boolean hasData(PlainImage image, ByteBuffer table) {
    long entry = table.getLong();
    long parts = image.extended() ? table.getLong() : ALL_PARTS;
    if ((entry & COMPRESSED) != 0) {
      return true;
    }
    boolean zeros = !image.extended() && image.version() == 3 && (entry & ZEROS) != 0;
    return (entry & PlainImage.PLACE) != 0 && !zeros && (parts & ALL_PARTS) != 0;
  }
}
