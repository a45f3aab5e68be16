package org.diskreplicator.engine.xfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What an allocation group says of its free space: {@code struct xfs_agf} in its second sector and
 * {@code struct xfs_agfl}, blocks that are set aside for the trees themselves, in its fourth.
 *
 * @param root block of the tree of free space by block number
 * @param levels of that tree
 * @param freeBlocks in the tree
 * @param longest run of them
 * @param treeBlocks blocks of the group's trees of space, without their roots
 * @param setAside the blocks of the list
 */
record GroupHeader(
    int root, int levels, long freeBlocks, long longest, long treeBlocks, List<Integer> setAside) {
  private static final int MAGIC = 0x58414746;
  private static final int CHECKSUM = 216;
  private static final int MOST_LEVELS = 9;

  private static final int LIST_MAGIC = 0x5841464c;
  private static final int LIST_CHECKSUM = 32;
  private static final int LIST_HEADER = 36;

  /**
   * Reads that of a group.
   *
   * @throws UntrustworthyException when it contradicts itself or its place
   */
  static GroupHeader read(RegionReader reader, Geometry geometry, long group)
      throws IOException, UntrustworthyException {
    int sector = geometry.sectorSize();
    ByteBuffer all = reader.read(geometry.groupOffset(group), 4 * sector);
    ByteBuffer header = all.slice(sector, sector).order(ByteOrder.BIG_ENDIAN);
    int length = geometry.length(group);
    require(
        header.getInt(0) == MAGIC
            && header.getInt(4) == 1
            && Integer.toUnsignedLong(header.getInt(8)) == group
            && header.getInt(12) == length);
    require(!geometry.checksums() || isOwn(header, 64, CHECKSUM, geometry));
    int root = header.getInt(16);
    int levels = header.getInt(28);
    require(root >= geometry.headerBlocks() && root < length);
    require(levels >= 1 && levels <= MOST_LEVELS);
    return new GroupHeader(
        root,
        levels,
        Integer.toUnsignedLong(header.getInt(52)),
        Integer.toUnsignedLong(header.getInt(56)),
        Integer.toUnsignedLong(header.getInt(60)),
        list(all.slice(3 * sector, sector).order(ByteOrder.BIG_ENDIAN), header, geometry, group));
  }

  private static List<Integer> list(
      ByteBuffer list, ByteBuffer header, Geometry geometry, long group)
      throws UntrustworthyException {
    if (geometry.checksums()) {
      require(list.getInt(0) == LIST_MAGIC && Integer.toUnsignedLong(list.getInt(4)) == group);
      require(isOwn(list, 8, LIST_CHECKSUM, geometry));
    }
    int start = geometry.checksums() ? LIST_HEADER : 0;
    int size = (list.limit() - start) / Integer.BYTES;
    int first = header.getInt(40);
    int last = header.getInt(44);
    int count = header.getInt(48);
    require(first >= 0 && first < size && last >= 0 && last < size && count >= 0 && count <= size);
    require(count % size == Math.floorMod(last - first + 1, size));
    List<Integer> blocks = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int block = list.getInt(start + (first + i) % size * Integer.BYTES);
      require(block >= geometry.headerBlocks() && block < geometry.length(group));
      blocks.add(block);
    }
    return blocks;
  }

  private static boolean isOwn(ByteBuffer sector, int uuid, int checksum, Geometry geometry) {
    return Checksum.fits(sector, checksum)
        && new UUID(sector.getLong(uuid), sector.getLong(uuid + 8)).equals(geometry.uuid());
  }

  private static void require(boolean sense) throws UntrustworthyException {
    if (!sense) {
      throw UntrustworthyException.damaged("the header of one of its allocation groups is wrong");
    }
  }
}
