package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;

/** The bytes of a small disk that tests give another layout. */
final class MovedDisk implements PatchBase {
  final byte[] bytes;

  MovedDisk(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public byte[] read(long offset, int length) {
    return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
  }

  ByteBuffer words() {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** A disk of {@code size} bytes with nothing but the patches. */
  static MovedDisk of(List<Patch> patches, int size) {
    byte[] bytes = new byte[size];
    for (Patch patch : patches) {
      System.arraycopy(patch.bytes(), 0, bytes, (int) patch.offset(), patch.bytes().length);
    }
    return new MovedDisk(bytes);
  }

  /** The table with other places for these numbers. */
  static PartitionTable moved(PartitionTable table, Map<Integer, Extent> places) {
    List<Partition> partitions = new ArrayList<>();
    for (Partition old : table.partitions()) {
      partitions.add(
          new Partition(
              old.number(),
              places.getOrDefault(old.number(), old.extent()),
              old.role(),
              old.typeCode(),
              old.uuid(),
              old.name(),
              old.attributes(),
              old.bootable()));
    }
    return new PartitionTable(table.type(), table.id(), table.sectorSize(), partitions);
  }
}
