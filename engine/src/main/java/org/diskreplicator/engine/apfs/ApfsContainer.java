package org.diskreplicator.engine.apfs;

import static org.diskreplicator.engine.apfs.ApfsObjects.HEADER;
import static org.diskreplicator.engine.apfs.ApfsObjects.TRANSACTION;
import static org.diskreplicator.engine.apfs.ApfsObjects.number;
import static org.diskreplicator.engine.apfs.ApfsObjects.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.apfs.ApfsObjects.Kind;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The newest checkpoint of a container that was unmounted: block 0 is a copy of its superblock.
 *
 * <p>Superblocks and maps of the last checkpoints lie in a ring, the descriptor area; what the maps
 * name lies in another, the data area.
 *
 * <p>Source: Apple, "Apple File System Reference", chapter "Container".
 */
final class ApfsContainer {
  private static final int MAGIC_NUMBER = 0x4253584e;
  private static final int SMALLEST_BLOCK = 4096;
  private static final int LARGEST_BLOCK = 65536;

  /** Version 2 and nothing else: no Fusion drive. */
  private static final long KNOWN_INCOMPATIBLE = 2;

  private static final int MOST_DESCRIPTORS = 1 << 14;
  private static final int LARGEST_SPACEMAN = 1 << 20;

  private static final int MAGIC = 32;
  private static final int BLOCK_BYTES = 36;
  private static final int BLOCKS = 40;
  private static final int INCOMPATIBLE = 64;
  private static final int DESCRIPTORS = 104;
  private static final int DATA_BLOCKS = 108;
  private static final int DESCRIPTOR_BASE = 112;
  private static final int DATA_BASE = 120;
  private static final int FIRST_DESCRIPTOR = 136;
  private static final int CHECKPOINT_DESCRIPTORS = 140;
  private static final int SPACEMAN = 152;
  private static final int BLOCKED_OUT = 1248;

  private static final int MAP_COUNT = HEADER + 4;
  private static final int MAP_ENTRIES = HEADER + 8;
  private static final int MAP_ENTRY = 40;
  private static final int ENTRY_BYTES = 8;
  private static final int ENTRY_IDENTIFIER = 24;
  private static final int ENTRY_PLACE = 32;

  private final ApfsObjects objects;
  private final ByteBuffer superblock;

  private ApfsContainer(ApfsObjects objects, ByteBuffer superblock) {
    this.objects = objects;
    this.superblock = superblock;
  }

  static ApfsContainer read(RegionReader region) throws IOException, UntrustworthyException {
    ByteBuffer head = region.read(0, SMALLEST_BLOCK);
    long blockBytes = number(head, BLOCK_BYTES);
    require(
        head.getInt(MAGIC) == MAGIC_NUMBER
            && blockBytes >= SMALLEST_BLOCK
            && blockBytes <= LARGEST_BLOCK
            && Long.bitCount(blockBytes) == 1,
        "its superblock is damaged");
    long blocks = head.getLong(BLOCKS);
    require(
        blocks > 0 && blocks <= region.size() / blockBytes,
        "it is larger than the space that it lies in");
    ApfsObjects objects = new ApfsObjects(region, (int) blockBytes, blocks);
    ByteBuffer superblock =
        objects
            .find(0, 1, Kind.SUPERBLOCK)
            .orElseThrow(
                () -> UntrustworthyException.damaged("its superblock does not have its checksum"));
    ApfsContainer container = new ApfsContainer(objects, superblock);
    container.requireKnown();
    container.requireAreas();
    container.requireUnmounted();
    return container;
  }

  private void requireKnown() throws UntrustworthyException {
    if (superblock.getLong(INCOMPATIBLE) != KNOWN_INCOMPATIBLE) {
      throw unsupported("a second device, or features that are unknown here");
    }
    if (superblock.getInt(DESCRIPTORS) < 0 || superblock.getInt(DATA_BLOCKS) < 0) {
      throw unsupported("checkpoints in several pieces");
    }
    if (superblock.getLong(BLOCKED_OUT) != 0) {
      throw unsupported("blocks that are set aside, as it is being made smaller");
    }
  }

  private static UntrustworthyException unsupported(String what) {
    return new UntrustworthyException(ContentState.UNSUPPORTED, "it has " + what);
  }

  private void requireAreas() throws UntrustworthyException {
    long descriptors = number(superblock, DESCRIPTORS);
    long data = number(superblock, DATA_BLOCKS);
    long descriptorBase = superblock.getLong(DESCRIPTOR_BASE);
    long dataBase = superblock.getLong(DATA_BASE);
    require(
        descriptors > 1
            && descriptors <= MOST_DESCRIPTORS
            && data > 0
            && data < objects.blocks()
            && descriptorBase > 0
            && descriptorBase <= objects.blocks() - descriptors
            && dataBase > 0
            && dataBase <= objects.blocks() - data,
        "its checkpoint areas are not in order");
  }

  /** The copy in block 0 is written last, so an older one means that it was not unmounted. */
  private void requireUnmounted() throws IOException, UntrustworthyException {
    int same = 0;
    for (long i = 0; i < number(superblock, DESCRIPTORS); i++) {
      Optional<ByteBuffer> other =
          objects.find(superblock.getLong(DESCRIPTOR_BASE) + i, 1, Kind.SUPERBLOCK);
      if (other.isPresent() && other.get().equals(superblock)) {
        same++;
      } else if (other.isPresent() && !isOlder(other.get())) {
        throw notUnmounted();
      }
    }
    if (same != 1) {
      throw notUnmounted();
    }
  }

  private boolean isOlder(ByteBuffer other) {
    return Long.compareUnsigned(other.getLong(TRANSACTION), superblock.getLong(TRANSACTION)) < 0;
  }

  private static UntrustworthyException notUnmounted() {
    return new UntrustworthyException(
        ContentState.DIRTY, "not clean: its superblock is not the one of the newest checkpoint");
  }

  ApfsObjects objects() {
    return objects;
  }

  /** Bytes of the superblock's copy and of both areas. */
  void addOwn(ExtentSet.Builder own) {
    add(own, 0, 1);
    add(own, superblock.getLong(DESCRIPTOR_BASE), number(superblock, DESCRIPTORS));
    add(own, superblock.getLong(DATA_BASE), number(superblock, DATA_BLOCKS));
  }

  private void add(ExtentSet.Builder own, long block, long count) {
    own.add(block * objects.blockBytes(), (block + count) * objects.blockBytes());
  }

  /** The space manager, which the maps of the checkpoint name. */
  ByteBuffer spaceManager() throws IOException, UntrustworthyException {
    long descriptors = number(superblock, DESCRIPTORS);
    long first = number(superblock, FIRST_DESCRIPTOR);
    long count = number(superblock, CHECKPOINT_DESCRIPTORS);
    require(first < descriptors && count > 1 && count <= descriptors, "its checkpoint is damaged");
    // The last one is the superblock.
    for (long i = 0; i < count - 1; i++) {
      long block = superblock.getLong(DESCRIPTOR_BASE) + (first + i) % descriptors;
      ByteBuffer map =
          objects.read(block, 1, Kind.CHECKPOINT_MAP, "a map of its newest checkpoint");
      Optional<ByteBuffer> spaceman = spaceManager(map);
      if (spaceman.isPresent()) {
        return spaceman.get();
      }
    }
    throw UntrustworthyException.damaged("its checkpoint has no space manager");
  }

  private Optional<ByteBuffer> spaceManager(ByteBuffer map)
      throws IOException, UntrustworthyException {
    require(
        map.getLong(TRANSACTION) == superblock.getLong(TRANSACTION),
        "a map of its newest checkpoint is of another one");
    long count = number(map, MAP_COUNT);
    require(count <= (map.limit() - MAP_ENTRIES) / MAP_ENTRY, "a map of its checkpoint is damaged");
    for (int i = 0; i < count; i++) {
      int at = MAP_ENTRIES + i * MAP_ENTRY;
      if (map.getLong(at + ENTRY_IDENTIFIER) == superblock.getLong(SPACEMAN)) {
        return Optional.of(
            spaceManager(map.getLong(at + ENTRY_PLACE), number(map, at + ENTRY_BYTES)));
      }
    }
    return Optional.empty();
  }

  private ByteBuffer spaceManager(long block, long bytes)
      throws IOException, UntrustworthyException {
    int unit = objects.blockBytes();
    require(
        bytes > 0 && bytes <= LARGEST_SPACEMAN && bytes % unit == 0,
        "its space manager is damaged");
    int count = (int) (bytes / unit);
    ByteBuffer spaceman = objects.read(block, count, Kind.SPACEMAN, "its space manager");
    require(
        spaceman.getLong(ApfsObjects.IDENTIFIER) == superblock.getLong(SPACEMAN)
            && spaceman.getLong(TRANSACTION) == superblock.getLong(TRANSACTION),
        "its space manager is of another checkpoint");
    return spaceman;
  }
}
