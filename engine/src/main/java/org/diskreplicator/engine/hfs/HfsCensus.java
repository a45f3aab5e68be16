package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.half;
import static org.diskreplicator.engine.hfs.HfsBytes.require;
import static org.diskreplicator.engine.hfs.HfsBytes.slice;
import static org.diskreplicator.engine.hfs.HfsBytes.whole;

import java.nio.ByteBuffer;
import java.util.List;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Holds each place that a record of the three trees names against what is called free, and counts
 * blocks twice: as forks have them, and as places have them.
 */
final class HfsCensus {
  private static final int FILE = 2;
  private static final int LAST_KIND = 4;
  private static final int FILE_BYTES = 248;
  private static final int DATA_FORK = 88;
  private static final int RESOURCE_FORK = 168;

  private static final int INLINE_ATTRIBUTE = 0x10;
  private static final int FORK_ATTRIBUTE = 0x20;
  private static final int MORE_OF_ATTRIBUTE = 0x30;
  private static final int ATTRIBUTE_DATA = 8;

  static final int EXTENTS_KEY = 10;
  private static final int EXTENTS_FILE = 2;

  /** A file that has no fork anywhere: blocks that cannot be read. */
  private static final int BAD_BLOCKS = 5;

  private final HfsVolume volume;
  private final ExtentSet free;
  private long ofForks;
  private long ofPlaces;
  private long ofBadBlocks;

  HfsCensus(HfsVolume volume, ExtentSet free) {
    this.volume = volume;
    this.free = free;
  }

  void add(HfsFork fork) throws UntrustworthyException {
    ofForks += fork.blocks();
    ofPlaces += add(fork.places());
  }

  void addOfCatalog(ByteBuffer data) throws UntrustworthyException {
    require(data.limit() >= Short.BYTES, "its catalog is damaged");
    int kind = half(data, 0);
    require(kind > 0 && kind <= LAST_KIND, "its catalog is damaged");
    if (kind == FILE) {
      require(data.limit() >= FILE_BYTES, "its catalog is damaged");
      add(HfsFork.of(slice(data, DATA_FORK, HfsFork.BYTES)));
      add(HfsFork.of(slice(data, RESOURCE_FORK, HfsFork.BYTES)));
    }
  }

  void addOfExtents(ByteBuffer key, ByteBuffer data) throws UntrustworthyException {
    require(
        key.limit() == EXTENTS_KEY && data.limit() >= HfsFork.EXTENT_BYTES,
        "its extents file is damaged");
    long count = add(HfsFork.extents(data));
    if (whole(key, EXTENTS_FILE) == BAD_BLOCKS) {
      ofBadBlocks += count;
    } else {
      ofPlaces += count;
    }
  }

  void addOfAttributes(ByteBuffer data) throws UntrustworthyException {
    require(data.limit() >= Integer.BYTES, "its attributes are damaged");
    switch (data.getInt(0)) {
      case INLINE_ATTRIBUTE -> {
        // It has no blocks.
      }
      case FORK_ATTRIBUTE -> {
        require(data.limit() >= ATTRIBUTE_DATA + HfsFork.BYTES, "its attributes are damaged");
        add(HfsFork.of(slice(data, ATTRIBUTE_DATA, HfsFork.BYTES)));
      }
      case MORE_OF_ATTRIBUTE -> {
        int most = ATTRIBUTE_DATA + HfsFork.EXTENT_BYTES;
        require(data.limit() >= most, "its attributes are damaged");
        ofPlaces += add(HfsFork.extents(slice(data, ATTRIBUTE_DATA, HfsFork.EXTENT_BYTES)));
      }
      default -> throw UntrustworthyException.damaged("its attributes are damaged");
    }
  }

  /** Blocks of the places, each of which must exist and be used. */
  private long add(List<HfsFork.Blocks> places) throws UntrustworthyException {
    long count = 0;
    for (HfsFork.Blocks place : places) {
      require(volume.holds(place), "a file lies outside of it");
      long unit = volume.blockBytes();
      require(
          !free.touches(place.first() * unit, (place.first() + place.count()) * unit),
          "its bitmap calls blocks of files free");
      count += place.count();
    }
    return count;
  }

  /** All records of all trees have been seen. */
  void requireComplete() throws UntrustworthyException {
    require(ofForks == ofPlaces, "the places of its files do not add up to their sizes");
    require(
        ofPlaces + ofBadBlocks <= volume.blocks() - volume.freeBlocks(),
        "its files have more blocks than are used");
  }
}
