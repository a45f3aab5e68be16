package org.diskreplicator.engine.exfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Writes an exFAT file system anew: entries as they are, and each file in one piece.
 *
 * <p>Clusters are given out one after the other, so only what has no flag for one piece needs the
 * table: bitmap, upper case letters, and the root.
 */
final class ExfatWriter {
  private static final int BUFFER = 1 << 20;
  private static final int HOLE = 1 << 16;

  private final ExfatVolume source;
  private final ExfatGeometry to;
  private final FileChannel target;
  private final Replicator.Progress progress;
  private final CancelToken stop;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private long next = ExfatGeometry.FIRST;
  private long done;

  ExfatWriter(
      ExfatVolume source,
      ExfatGeometry to,
      FileChannel target,
      Replicator.Progress progress,
      CancelToken stop) {
    this.source = source;
    this.to = to;
    this.target = target;
    this.progress = progress;
    this.stop = stop;
  }

  void write() throws IOException {
    writeTableStart();
    List<ExfatSet> sets = source.root();
    long bitmap = takeChain(to.clustersFor(to.bitmapBytes()));
    for (ExfatSet set : sets) {
      if (set.type() == ExfatSet.BITMAP) {
        set.move(set.ofSystem(), bitmap);
        set.resize(set.ofSystem(), to.bitmapBytes());
      } else if (set.type() == ExfatSet.UPCASE) {
        copyUpcase(set);
      }
    }
    long root = takeChain(to.clustersFor(ExfatCensus.bytes(sets)));
    writeFolder(sets, root);
    writeBitmap(bitmap);
    ByteBuffer boot = source.boot().moved(to, root, next - ExfatGeometry.FIRST);
    write(boot.duplicate(), 0);
    write(boot, boot.limit());
  }

  private void copyUpcase(ExfatSet set) throws IOException {
    ExfatSet.Data data = set.ofSystem();
    long cluster = takeChain(to.clustersFor(data.length()));
    copy(data, cluster);
    set.move(data, cluster);
  }

  /** Media and the end of all chains. */
  private void writeTableStart() throws IOException {
    ByteBuffer start = entries(2).putInt(0xfffffff8).putInt(0xffffffff).flip();
    write(start, to.tableOffset() * to.sectorBytes());
  }

  private static ByteBuffer entries(long count) {
    return ByteBuffer.allocate((int) count * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long takeChain(long count) throws IOException {
    long first = take(count);
    ByteBuffer chain = entries(count);
    for (long cluster = first + 1; cluster < first + count; cluster++) {
      chain.putInt((int) cluster);
    }
    chain.putInt(0xffffffff).flip();
    write(chain, to.tableOffset() * to.sectorBytes() + first * Integer.BYTES);
    return first;
  }

  private long take(long count) {
    long first = next;
    next += count;
    if (next > to.clusters() + ExfatGeometry.FIRST) {
      throw new UnsoundException("it does not fit");
    }
    return first;
  }

  /** Gives places to all that is in a folder, and writes the folder. */
  private void writeFolder(List<ExfatSet> sets, long cluster) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate((int) ExfatCensus.bytes(sets));
    for (ExfatSet set : sets) {
      if (set.type() != ExfatSet.BITMAP && set.type() != ExfatSet.UPCASE) {
        place(set);
      }
      set.appendTo(bytes);
    }
    write(bytes.flip(), to.offset(cluster));
  }

  private void place(ExfatSet set) throws IOException {
    List<ExfatSet.Data> all = set.data();
    for (int i = 0; i < all.size(); i++) {
      ExfatSet.Data data = all.get(i);
      if (i == 0 && set.isFolder()) {
        placeFolder(set, data);
      } else {
        long cluster = data.length() == 0 ? 0 : take(to.clustersFor(data.length()));
        copy(data, cluster);
        set.move(data, cluster);
      }
    }
  }

  private void placeFolder(ExfatSet set, ExfatSet.Data data) throws IOException {
    List<ExfatSet> inside = source.folder(data);
    long count = Math.max(1, to.clustersFor(ExfatCensus.bytes(inside)));
    long cluster = take(count);
    writeFolder(inside, cluster);
    set.resize(data, count * to.clusterBytes());
    set.move(data, cluster);
  }

  /** What was never written stays a hole, and reads as zeros. */
  private void copy(ExfatSet.Data data, long cluster) throws IOException {
    long left = data.valid();
    long at = to.offset(cluster);
    for (Extent extent : source.extents(data)) {
      long end = Math.min(extent.length(), left);
      for (long from = 0; from < end; from += BUFFER) {
        stop.throwIfCancelled();
        buffer.clear().limit((int) Math.min(BUFFER, end - from));
        source.read(extent.offset() + from, buffer);
        writeData(at + from);
        done += buffer.limit();
        progress.at(done);
      }
      left -= end;
      at += extent.length();
    }
  }

  private void writeData(long offset) throws IOException {
    int end = buffer.limit();
    for (int at = 0; at < end; at += HOLE) {
      buffer.limit(Math.min(at + HOLE, end)).position(at);
      if (!isZero(buffer)) {
        write(buffer, offset + at);
      }
    }
    buffer.limit(end);
  }

  private static boolean isZero(ByteBuffer bytes) {
    for (int at = bytes.position(); at < bytes.limit(); at++) {
      if (bytes.get(at) != 0) {
        return false;
      }
    }
    return true;
  }

  private void writeBitmap(long cluster) throws IOException {
    long used = next - ExfatGeometry.FIRST;
    ByteBuffer bits = ByteBuffer.allocate((int) ((used + 7) / 8));
    for (long number = 0; number < used; number++) {
      int at = (int) (number / 8);
      bits.put(at, (byte) (bits.get(at) | 1 << number % 8));
    }
    write(bits, to.offset(cluster));
  }

  private void write(ByteBuffer bytes, long offset) throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += target.write(bytes, at);
    }
  }
}
