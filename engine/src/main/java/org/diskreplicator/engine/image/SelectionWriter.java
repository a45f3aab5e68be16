package org.diskreplicator.engine.image;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Writes selections: qcow2 files that say which bytes of a disk are meant, and hold none of them.
 *
 * <p>What is selected is allocated, at its own offset in an external data file, which QEMU is told
 * when it opens the selection; all else is unallocated. {@code qemu-img convert -n -B} then writes
 * the selected bytes, zeros too, and leaves alone what else is on the target.
 *
 * <p>In the file: header, L1 table, L2 tables, reference counts. The header is written last.
 */
public final class SelectionWriter {
  /** Bit 63 of an entry: exactly one reference. */
  private static final long COPIED = 1L << 63;

  private static final int HEADER_BYTES = 112;
  private static final long DATA_FILE = 1L << 2;
  private static final long EXTENDED_L2 = 1L << 4;

  private SelectionWriter() {}

  /**
   * Writes a new file.
   *
   * @param virtualSize bytes of the disk, a multiple of 512
   * @param selected best what {@link #rounded} gave; other boundaries are rounded outwards
   * @throws InputOutputException when the file exists or cannot be written; an unfinished one stays
   */
  public static void write(Path file, long virtualSize, ExtentSet selected) {
    write(file, virtualSize, selected, geometry(virtualSize));
  }

  /**
   * The same for little that lies far apart on a huge disk: QEMU steps over 4 GiB at once where
   * nothing is selected, and elsewhere a table takes 256 KiB.
   *
   * @throws InputOutputException when the file exists or cannot be written; an unfinished one stays
   */
  public static void writeSparse(Path file, long virtualSize, ExtentSet selected) {
    write(file, virtualSize, selected, new MaskGeometry(256 << 10));
  }

  private static void write(
      Path file, long virtualSize, ExtentSet selected, MaskGeometry geometry) {
    try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
      write(channel, geometry, virtualSize, outwards(selected, geometry.subclusterBytes()));
    } catch (IOException e) {
      throw new InputOutputException("writing what is to be copied", e);
    }
  }

  /**
   * The smallest selection that has all of {@code wanted}: each range is rounded outwards to 4 KiB,
   * on disks of several TiB to up to 64 KiB, and the last one ends with the disk.
   */
  public static ExtentSet rounded(long virtualSize, ExtentSet wanted) {
    return outwards(wanted, geometry(virtualSize).subclusterBytes())
        .intersect(new Extent(0, virtualSize));
  }

  /** The tables of a disk that is selected as a whole take 128 MiB at most up to 16 TiB. */
  private static MaskGeometry geometry(long virtualSize) {
    int cluster = 128 << 10;
    while (cluster < MaskGeometry.MAX_CLUSTER && virtualSize / cluster > 8 << 20) {
      cluster *= 2;
    }
    return new MaskGeometry(cluster);
  }

  private static void write(
      FileChannel channel, MaskGeometry geometry, long virtualSize, ExtentSet selected)
      throws IOException {
    int cluster = geometry.clusterBytes();
    long l1Bytes = geometry.tables(virtualSize) * Long.BYTES;
    WordStream l1 = new WordStream(channel, cluster);
    WordStream rest =
        new WordStream(channel, cluster + (l1Bytes + cluster - 1) / cluster * cluster);
    MaskedRanges ranges = new MaskedRanges(selected);
    for (long start = 0; start < virtualSize; start += geometry.tableSpan()) {
      l1.put(table(geometry, ranges, rest, start));
    }
    l1.flush();
    Refcounts refcounts = new Refcounts(cluster, rest.position());
    refcounts.write(rest, 0, 0);
    WordStream.writeFully(channel, header(geometry, virtualSize, refcounts), 0);
  }

  private static ExtentSet outwards(ExtentSet wanted, long unit) {
    ExtentSet.Builder rounded = ExtentSet.builder();
    for (int i = 0; i < wanted.count(); i++) {
      rounded.add(wanted.start(i) / unit * unit, (wanted.end(i) + unit - 1) / unit * unit);
    }
    return rounded.build();
  }

  /** Writes the table of the span from {@code start} on, unless nothing in it is selected. */
  private static long table(MaskGeometry geometry, MaskedRanges ranges, WordStream l2, long start)
      throws IOException {
    if (!ranges.touch(start, start + geometry.tableSpan())) {
      return 0;
    }
    long offset = l2.position();
    for (int i = 0; i < geometry.entriesPerTable(); i++) {
      long cluster = start + (long) i * geometry.clusterBytes();
      int selected = ranges.bits(cluster, geometry.subclusterBytes());
      l2.put(selected == 0 ? 0 : cluster | COPIED);
      l2.put(Integer.toUnsignedLong(selected));
    }
    return offset | COPIED;
  }

  /** Field by field as in QEMU's docs/interop/qcow2.txt; it names neither data nor backing file. */
  private static ByteBuffer header(MaskGeometry geometry, long virtualSize, Refcounts refcounts) {
    ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES + 8);
    header.putInt(MaskHeader.MAGIC).putInt(3);
    header.putLong(0).putInt(0); // no backing file
    header.putInt(geometry.clusterBits()).putLong(virtualSize);
    header.putInt(0); // not encrypted
    header.putInt((int) geometry.tables(virtualSize)).putLong(geometry.clusterBytes());
    header.putLong(refcounts.tableOffset()).putInt(refcounts.tableClusters());
    header.putInt(0).putLong(0); // no snapshots
    header.putLong(EXTENDED_L2 | DATA_FILE).putLong(0).putLong(0);
    header.putInt(MaskHeader.REFCOUNT_BITS_64).putInt(HEADER_BYTES);
    return header.rewind();
  }
}
