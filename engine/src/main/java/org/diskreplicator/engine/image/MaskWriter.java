package org.diskreplicator.engine.image;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Writes masks: qcow2 overlays in which free ranges are zero subclusters and all else falls through
 * to the backing file.
 *
 * <p>In the file: header, L1 table, data of patches, L2 tables, reference counts. The header is
 * written last, so nothing takes an unfinished file for an image. Time grows with the ranges and
 * with the L2 tables, memory with neither.
 */
public final class MaskWriter {
  private MaskWriter() {}

  /**
   * Writes a new file.
   *
   * @param base asked for the bytes around patches that do not fill whole subclusters
   * @throws InputOutputException when the file exists or cannot be written; an unfinished one stays
   */
  public static MaskFigures write(Path file, MaskSpec spec, MaskGeometry geometry, PatchBase base) {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      return write(channel, spec, geometry, base);
    } catch (IOException e) {
      throw new InputOutputException("writing the mask", e);
    }
  }

  private static MaskFigures write(
      FileChannel channel, MaskSpec spec, MaskGeometry geometry, PatchBase base)
      throws IOException {
    ExtentSet masked = geometry.masked(spec.virtualSize(), spec.free());
    int cluster = geometry.clusterBytes();
    PatchedClusters patched = new PatchedClusters(spec, geometry, dataOffset(spec, geometry));
    patched.write(channel, spec, base);

    WordStream l1 = new WordStream(channel, cluster);
    WordStream rest =
        new WordStream(channel, dataOffset(spec, geometry) + (long) patched.count() * cluster);
    MaskTables tables =
        new MaskTables(geometry, spec.virtualSize(), new MaskedRanges(masked), patched, l1, rest);
    tables.write();
    Refcounts refcounts = new Refcounts(cluster, rest.position());
    refcounts.write(rest, tables.sharedOffset(), tables.sharedCount());
    WordStream.writeFully(channel, MaskHeader.of(spec, geometry, refcounts), 0);
    return new MaskFigures(
        refcounts.fileBytes(),
        cluster,
        masked.count(),
        masked.totalBytes(),
        spec.free().totalBytes() - masked.totalBytes());
  }

  /** Where data begins: behind the header's cluster and the L1 table. */
  private static long dataOffset(MaskSpec spec, MaskGeometry geometry) {
    int cluster = geometry.clusterBytes();
    long l1Bytes = geometry.tables(spec.virtualSize()) * Long.BYTES;
    return cluster + (l1Bytes + cluster - 1) / cluster * cluster;
  }
}
