package org.diskreplicator.engine.gpt;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.port.PartitionTables;

/**
 * Finds in images also a GPT that was written for sectors of 4096 bytes.
 *
 * <p>An image does not tell its sectors, and sfdisk takes those of a file for 512 bytes. It sees
 * nothing but the protective MBR of such a disk then, so the table is read here. A dos table for
 * large sectors looks like any other and cannot be told apart.
 */
public final class LargeSectorTables implements PartitionTables {
  private static final String PROTECTIVE = "ee";

  private final PartitionTables others;

  /**
   * Reads what {@code others} cannot.
   *
   * @param others take the sectors of an image for 512 bytes, those of a device as they are
   */
  public LargeSectorTables(PartitionTables others) {
    this.others = others;
  }

  @Override
  public Optional<PartitionTable> read(Path disk) {
    Optional<PartitionTable> usual = others.read(disk);
    Optional<PartitionTable> large = large(disk);
    if (usual.isEmpty() || large.isEmpty()) {
      return usual;
    }
    return usual.get().type() == TableType.GPT
        ? usual.filter(gpt -> extents(gpt).equals(extents(large.get())))
        : isProtective(usual.get()) ? large : usual;
  }

  /** A GPT without this entry is left over from a time before the dos table. */
  private static boolean isProtective(PartitionTable table) {
    return table.partitions().stream()
        .anyMatch(partition -> partition.typeCode().equalsIgnoreCase(PROTECTIVE));
  }

  private static List<Extent> extents(PartitionTable table) {
    return table.partitions().stream().map(Partition::extent).toList();
  }

  private static Optional<PartitionTable> large(Path disk) {
    try (FileChannel channel = FileChannel.open(disk)) {
      return GptReader.read((offset, length) -> bytes(channel, offset, length), SectorSize.S4096);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static Optional<byte[]> bytes(FileChannel channel, long offset, int length) {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, offset + buffer.position()) < 0) {
          return Optional.empty();
        }
      }
    } catch (IOException e) {
      throw failure(e);
    }
    return Optional.of(buffer.array());
  }

  private static InputOutputException failure(IOException cause) {
    return new InputOutputException("reading the partition table", cause);
  }
}
