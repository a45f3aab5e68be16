package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The names in the root folder; all blocks of its index are looked at, not its tree. */
final class NtfsRoot {
  private static final String INDEX = "$I30";
  private static final int MAGIC = 0x58444e49; // INDX
  private static final int BLOCK_BYTES = 8;
  private static final int ROOT_ENTRIES = 16;
  private static final int BLOCK_ENTRIES = 24;
  private static final int SMALLEST_BLOCK = 512;
  private static final int LARGEST_BLOCK = 64 << 10;
  private static final int LARGEST_INDEX = 64 << 20;

  /** Within an entry. */
  private static final int LENGTH = 8;

  private static final int KEY_LENGTH = 10;
  private static final int FLAGS = 12;
  private static final int KEY = 16;
  private static final int LAST = 2;

  /** Within a file name. */
  private static final int NAME_LENGTH = 64;

  private static final int NAME = 66;

  private final NtfsFile folder;

  NtfsRoot(NtfsFile folder) {
    this.folder = folder;
  }

  /** The number of the file that has this name in lower case; Windows ignores the case. */
  OptionalLong find(String name) throws IOException, UntrustworthyException {
    NtfsStream root = folder.require(NtfsAttribute.INDEX_ROOT, INDEX);
    require(root.size() >= 32 && root.size() <= LARGEST_BLOCK);
    ByteBuffer top = root.read(0, (int) root.size());
    OptionalLong found = search(top, ROOT_ENTRIES, name);
    Optional<NtfsStream> blocks = folder.stream(NtfsAttribute.INDEX_ALLOCATION, INDEX);
    if (found.isPresent() || blocks.isEmpty()) {
      return found;
    }
    int block = top.getInt(BLOCK_BYTES);
    require(block >= SMALLEST_BLOCK && block <= LARGEST_BLOCK && Integer.bitCount(block) == 1);
    return search(blocks.get(), block, name);
  }

  private OptionalLong search(NtfsStream blocks, int blockBytes, String name)
      throws IOException, UntrustworthyException {
    if (blocks.size() > LARGEST_INDEX) {
      throw new UntrustworthyException(
          ContentState.UNSUPPORTED, "its root folder is too large to find a suspended Windows in");
    }
    NtfsStream map = folder.require(NtfsAttribute.BITMAP, INDEX);
    require(map.size() <= LARGEST_INDEX);
    ByteBuffer inUse = map.read(0, (int) map.size());
    long count = blocks.size() / blockBytes;
    require(count <= inUse.limit() * 8L);
    for (int i = 0; i < count; i++) {
      if ((inUse.get(i / 8) >> i % 8 & 1) != 0) {
        ByteBuffer block = blocks.read((long) i * blockBytes, blockBytes);
        UpdateSequence.undo(block, MAGIC, "its root folder");
        OptionalLong found = search(block, BLOCK_ENTRIES, name);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return OptionalLong.empty();
  }

  /** Looks at the entries behind an index header. */
  private static OptionalLong search(ByteBuffer block, int header, String name)
      throws UntrustworthyException {
    int at = block.getInt(header);
    int end = block.getInt(header + 4);
    require(at >= 16 && end >= at && end <= block.limit() - header);
    at += header;
    end += header;
    while (true) {
      require(at <= end - KEY);
      int length = Short.toUnsignedInt(block.getShort(at + LENGTH));
      require(length >= KEY && length <= end - at);
      if ((block.getShort(at + FLAGS) & LAST) != 0) {
        return OptionalLong.empty();
      }
      int keyLength = Short.toUnsignedInt(block.getShort(at + KEY_LENGTH));
      require(keyLength >= NAME && keyLength <= length - KEY);
      ByteBuffer key = block.slice(at + KEY, keyLength).order(ByteOrder.LITTLE_ENDIAN);
      if (name(key).toLowerCase(Locale.ROOT).equals(name)) {
        return OptionalLong.of(NtfsRecord.number(block.getLong(at)));
      }
      at += length;
    }
  }

  private static String name(ByteBuffer key) throws UntrustworthyException {
    int length = Byte.toUnsignedInt(key.get(NAME_LENGTH));
    require(NAME + 2 * length <= key.limit());
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < length; i++) {
      name.append(key.getChar(NAME + 2 * i));
    }
    return name.toString();
  }

  private static void require(boolean sound) throws UntrustworthyException {
    if (!sound) {
      throw UntrustworthyException.damaged("its root folder is damaged");
    }
  }
}
