package org.diskreplicator.engine.ext;

import static org.diskreplicator.engine.ext.Superblock.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** All group descriptors; few blocks of them are held at a time. */
final class Groups {
  /** As much is read at once, where blocks of the table lie side by side. */
  private static final int MOST_BYTES = 1 << 18;

  private final RegionReader region;
  private final Geometry geometry;
  private final DescriptorTable table;
  private final Checksums checksums;

  Groups(RegionReader region, Geometry geometry, DescriptorTable table, Checksums checksums) {
    this.region = region;
    this.geometry = geometry;
    this.table = table;
    this.checksums = checksums;
  }

  /** What looks at groups. */
  @FunctionalInterface
  interface Visitor {
    void visit(Group group) throws IOException, UntrustworthyException;
  }

  /** Shows all groups in their order, each once it has its checksum and places that exist. */
  void forEach(Visitor visitor) throws IOException, UntrustworthyException {
    long number = 0;
    while (number < geometry.groups()) {
      ByteBuffer blocks = blocks(number / table.perBlock());
      for (int at = 0; at < blocks.limit() && number < geometry.groups(); at += table.size()) {
        ByteBuffer bytes = blocks.slice(at, table.size()).order(ByteOrder.LITTLE_ENDIAN);
        visitor.visit(checked(number, bytes));
        number++;
      }
    }
  }

  /** A block of the table, and those that follow it on the disk too. */
  private ByteBuffer blocks(long first) throws IOException {
    long place = table.place(first);
    int count = 1;
    while (count < table.blocks() - first
        && count < MOST_BYTES / geometry.blockSize()
        && table.place(first + count) == place + count) {
      count++;
    }
    return region.read(place * geometry.blockSize(), count * geometry.blockSize());
  }

  private Group checked(long number, ByteBuffer bytes) throws UntrustworthyException {
    require(
        checksums.fit(number, bytes, Group.CHECKSUM),
        "the descriptor of a group does not have its checksum");
    Group group = new Group(number, bytes);
    require(
        geometry.contains(group.blockBitmap(), 1)
            && geometry.contains(group.inodeBitmap(), 1)
            && geometry.contains(group.inodeTable(), geometry.tableBlocks()),
        "a group has its structures outside of the file system");
    return group;
  }
}
