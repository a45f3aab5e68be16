package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** Reads the bytes of folders. */
final class FatFolders {
  private static final int ROOT_CLUSTER = 44;

  private final RegionReader reader;
  private final FatGeometry geometry;
  private final FatChains chains;

  FatFolders(RegionReader reader, FatGeometry geometry, FatChains chains) {
    this.reader = reader;
    this.geometry = geometry;
    this.chains = chains;
  }

  ByteBuffer root() throws IOException {
    return bytes(rootRanges());
  }

  ByteBuffer folder(long cluster) throws IOException {
    return bytes(chains.follow(cluster));
  }

  /** FAT12 and FAT16 have a place of its own for the root, behind the tables. */
  List<Extent> rootRanges() throws IOException {
    if (geometry.width() == FatWidth.FAT32) {
      return chains.follow(Integer.toUnsignedLong(reader.read(ROOT_CLUSTER, 4).getInt(0)));
    }
    long start = geometry.tableOffset() + geometry.tables() * geometry.tableBytes();
    return List.of(Extent.between(start, geometry.dataOffset()));
  }

  ByteBuffer bytes(List<Extent> ranges) throws IOException {
    long length = ranges.stream().mapToLong(Extent::length).sum();
    if (length > MOST_BYTES) {
      throw new IOException("a folder has more entries than any folder can have");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    for (Extent range : ranges) {
      bytes.put(reader.read(range.offset(), (int) range.length()));
    }
    return bytes.flip();
  }

  /** The specification ends folders at 2 MiB; Linux lets them grow beyond. */
  private static final long MOST_BYTES = 64L << 20;
}
