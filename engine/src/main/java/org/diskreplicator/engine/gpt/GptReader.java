package org.diskreplicator.engine.gpt;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;

/**
 * Reads a GPT into the words of sfdisk; UEFI specification 2.10, section 5.3.
 *
 * <p>The primary table has to be in order. Its backup is a witness: one that is missing or damaged
 * says nothing, but one that is in order and says something else leaves no table to believe.
 */
public final class GptReader {
  private static final int TYPE = 0;
  private static final int UUID = 16;
  private static final int FIRST_LBA = 32;
  private static final int LAST_LBA = 40;
  private static final int ATTRIBUTES = 48;
  private static final int NAME = 56;
  private static final int NAME_BYTES = 72;
  private static final String UNUSED = "00000000-0000-0000-0000-000000000000";

  private GptReader() {}

  /** The table that a disk has for sectors of this size; empty when there is none to believe. */
  public static Optional<PartitionTable> read(DiskBytes disk, SectorSize sector) {
    try {
      GptHeader primary = GptHeader.primary(disk, sector);
      return fits(primary, disk, sector) && !isContradicted(primary, disk)
          ? Optional.of(table(primary, sector))
          : Optional.empty();
    } catch (DamagedGptException e) {
      return Optional.empty();
    }
  }

  /** The kernel and fdisk, too, want the sectors for partitions to be on the disk. */
  private static boolean fits(GptHeader header, DiskBytes disk, SectorSize sector) {
    long first = header.firstUsableLba();
    long last = header.lastUsableLba();
    return first > 1
        && first <= last
        && last < Long.MAX_VALUE / sector.bytes()
        && disk.read(sector.toBytes(last), sector.bytes()).isPresent();
  }

  private static boolean isContradicted(GptHeader primary, DiskBytes disk) {
    try {
      return !primary.alternate(disk).agreesWith(primary);
    } catch (DamagedGptException e) {
      return false;
    }
  }

  private static PartitionTable table(GptHeader header, SectorSize sector) {
    List<Partition> partitions = new ArrayList<>();
    for (int i = 0; i < header.entryCount(); i++) {
      partition(i + 1, header.entry(i), sector).ifPresent(partitions::add);
    }
    return new PartitionTable(TableType.GPT, Optional.of(header.diskGuid()), sector, partitions);
  }

  private static Optional<Partition> partition(int number, ByteBuffer entry, SectorSize sector) {
    String type = Guid.text(entry, TYPE);
    if (type.equals(UNUSED)) {
      return Optional.empty();
    }
    long first = entry.getLong(FIRST_LBA);
    long last = entry.getLong(LAST_LBA);
    long count = Long.compareUnsigned(first, last) > 0 ? 0 : last - first + 1;
    return sector
        .extent(first, count)
        .map(
            extent ->
                new Partition(
                    number,
                    extent,
                    Partition.Role.PRIMARY,
                    type,
                    Optional.of(Guid.text(entry, UUID)),
                    name(entry),
                    GptAttributes.text(entry.getLong(ATTRIBUTES)),
                    false));
  }

  private static Optional<String> name(ByteBuffer entry) {
    byte[] bytes = new byte[NAME_BYTES];
    entry.get(NAME, bytes);
    String padded = new String(bytes, StandardCharsets.UTF_16LE);
    int end = padded.indexOf('\0');
    String name = end < 0 ? padded : padded.substring(0, end);
    return name.isEmpty() ? Optional.empty() : Optional.of(name);
  }
}
