package org.diskreplicator.engine.btrfs;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The chunks of a file system by their logical addresses; none overlaps another. */
final class Chunks {
  private final Superblock superblock;
  private final TreeMap<Long, Chunk> byAddress = new TreeMap<>();

  Chunks(Superblock superblock) {
    this.superblock = superblock;
  }

  /** Adds a chunk; what it has on this device must lie within it. */
  void add(Chunk chunk) throws UntrustworthyException {
    Map.Entry<Long, Chunk> before = byAddress.floorEntry(chunk.address());
    Map.Entry<Long, Chunk> behind = byAddress.ceilingEntry(chunk.address());
    require(before == null || before.getValue().end() <= chunk.address());
    require(behind == null || behind.getKey() >= chunk.end());
    require(chunk.length() % superblock.sectorSize() == 0);
    for (Chunk.Stripe stripe : chunk.stripes()) {
      if (isHere(stripe)) {
        require(stripe.offset() >= 0);
        require(stripe.offset() <= superblock.deviceBytes() - chunk.stripeLength());
      }
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

  /** Whether a stripe lies on the device that is read. */
  boolean isHere(Chunk.Stripe stripe) {
    return stripe.device() == superblock.device();
  }

  /**
   * Where on the device these bytes lie one behind the other.
   *
   * @throws UntrustworthyException when they lie on other devices, or only together with others
   */
  long place(long address, long length) throws UntrustworthyException {
    Chunk chunk = holding(address, length);
    Chunk.Stripe first =
        chunk.stripes().stream()
            .filter(stripe -> chunk.turns() == 1 && isHere(stripe))
            .findFirst()
            .orElseThrow(
                () ->
                    new UntrustworthyException(
                        ContentState.UNSUPPORTED, "its trees lie on other devices too"));
    return chunk.place(first, address, address + length).start();
  }

  /** Number of stripes on the device. */
  long stripesHere() {
    return byAddress.values().stream()
        .flatMap(chunk -> chunk.stripes().stream())
        .filter(this::isHere)
        .count();
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
