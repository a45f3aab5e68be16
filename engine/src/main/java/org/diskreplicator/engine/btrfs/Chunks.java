package org.diskreplicator.engine.btrfs;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The chunks of a file system by their logical addresses; none overlaps another. */
final class Chunks {
  private final Superblock superblock;
  private final TreeMap<Long, Chunk> byAddress = new TreeMap<>();

  Chunks(Superblock superblock) {
    this.superblock = superblock;
  }

  /** Adds a chunk, all copies of which must lie on the device. */
  void add(Chunk chunk) throws UntrustworthyException {
    Map.Entry<Long, Chunk> before = byAddress.floorEntry(chunk.address());
    Map.Entry<Long, Chunk> behind = byAddress.ceilingEntry(chunk.address());
    require(before == null || before.getValue().end() <= chunk.address());
    require(behind == null || behind.getKey() >= chunk.end());
    require(chunk.length() % superblock.sectorSize() == 0);
    for (Chunk.Copy copy : chunk.copies()) {
      require(copy.device() == superblock.device() && copy.offset() >= 0);
      require(copy.offset() <= superblock.deviceBytes() - chunk.length());
    }
    byAddress.put(chunk.address(), chunk);
  }

  /** The chunk that holds all these bytes. */
  Chunk holding(long address, long length) throws UntrustworthyException {
    Map.Entry<Long, Chunk> found = byAddress.floorEntry(address);
    if (found == null || length < 0 || length > found.getValue().end() - address) {
      throw UntrustworthyException.damaged("one of its extents lies in no chunk");
    }
    return found.getValue();
  }

  Collection<Chunk> all() {
    return byAddress.values();
  }

  /** Does nothing when each of these chunks is here too, exactly so. */
  void requireAll(Chunks others) throws UntrustworthyException {
    require(byAddress.values().containsAll(others.all()));
  }

  private static void require(boolean condition) throws UntrustworthyException {
    if (!condition) {
      throw UntrustworthyException.damaged("its chunks contradict each other");
    }
  }
}
