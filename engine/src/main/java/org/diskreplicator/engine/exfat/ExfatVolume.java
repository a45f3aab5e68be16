package org.diskreplicator.engine.exfat;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** A sound exFAT file system that fills a part of a disk. */
final class ExfatVolume implements AutoCloseable {
  private static final long LARGEST_FOLDER = 256L << 20;

  /** So many pieces of one file take 24 MB. */
  private static final int MOST_PIECES = 1 << 20;

  private final FileChannel channel;
  private final Extent part;
  private final ExfatBoot boot;
  private final ExfatGeometry geometry;

  private ExfatVolume(FileChannel channel, Extent part) throws IOException {
    this.channel = channel;
    this.part = part;
    int sector = ExfatBoot.sectorBytes(read(0, ExfatBoot.SMALLEST_SECTOR));
    this.boot = new ExfatBoot(read(0, ExfatBoot.SECTORS * sector));
    boot.requireSound(part.length());
    this.geometry = boot.geometry();
  }

  static ExfatVolume open(Path disk, Extent part) throws IOException {
    FileChannel channel = FileChannel.open(disk, StandardOpenOption.READ);
    try {
      return new ExfatVolume(channel, part);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  ExfatBoot boot() {
    return boot;
  }

  ExfatGeometry geometry() {
    return geometry;
  }

  /** Bytes in a buffer of their own, least significant byte first. */
  ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(offset, buffer);
    return buffer.flip();
  }

  /** Fills the buffer. */
  void read(long offset, ByteBuffer buffer) throws IOException {
    if (offset < 0 || offset > part.length() - buffer.remaining()) {
      throw new EOFException("its structures lie behind its end");
    }
    long at = part.offset() + offset;
    while (buffer.hasRemaining()) {
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new EOFException("the disk ends before it");
      }
      at += count;
    }
  }

  List<ExfatSet> root() throws IOException {
    return ExfatSet.read(all(rootExtents()));
  }

  /** Where the clusters of the root folder lie. */
  List<Extent> rootExtents() throws IOException {
    return chain(boot.root(), Long.MAX_VALUE);
  }

  List<ExfatSet> folder(ExfatSet.Data data) throws IOException {
    if (data.length() > LARGEST_FOLDER) {
      throw new UnsoundException("a folder is larger than any can be");
    }
    return ExfatSet.read(all(extents(data)));
  }

  private ByteBuffer all(List<Extent> extents) throws IOException {
    long length = extents.stream().mapToLong(Extent::length).sum();
    if (length > LARGEST_FOLDER) {
      throw new UnsoundException("a folder is larger than any can be");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    for (Extent extent : extents) {
      read(extent.offset(), bytes.limit(bytes.position() + (int) extent.length()));
    }
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Where the clusters of some data lie; together they may be longer than the data. */
  List<Extent> extents(ExfatSet.Data data) throws IOException {
    long count = geometry.clustersFor(data.length());
    if (data.length() == 0) {
      return List.of();
    }
    if (!geometry.isCluster(data.cluster()) || data.valid() > data.length()) {
      throw new UnsoundException("a file has its data nowhere");
    }
    if (!data.inOnePiece()) {
      return chain(data.cluster(), count);
    }
    if (count > geometry.clusters() || !geometry.isCluster(data.cluster() + count - 1)) {
      throw new UnsoundException("a file lies behind the end");
    }
    return List.of(new Extent(geometry.offset(data.cluster()), count * geometry.clusterBytes()));
  }

  /** Follows the table for at most so many clusters; neighbours become one extent. */
  private List<Extent> chain(long first, long most) throws IOException {
    List<Extent> extents = new ArrayList<>();
    long start = first;
    long previous = first;
    long count = 1;
    for (long next = next(first); count < most && geometry.isCluster(next); next = next(previous)) {
      if (next != previous + 1) {
        extents.add(extent(start, previous));
        start = next;
        if (extents.size() > MOST_PIECES) {
          throw new UnsoundException("a file lies in more pieces than are believable");
        }
      }
      previous = next;
      if (++count > geometry.clusters()) {
        throw new UnsoundException("a chain of clusters has no end");
      }
    }
    if (most != Long.MAX_VALUE && count < most) {
      throw new UnsoundException("a chain of clusters ends too early");
    }
    extents.add(extent(start, previous));
    return extents;
  }

  private Extent extent(long first, long last) {
    return new Extent(geometry.offset(first), (last - first + 1) * geometry.clusterBytes());
  }

  private long next(long cluster) throws IOException {
    long at = geometry.tableOffset() * geometry.sectorBytes() + cluster * Integer.BYTES;
    return Integer.toUnsignedLong(read(at, Integer.BYTES).getInt(0));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
