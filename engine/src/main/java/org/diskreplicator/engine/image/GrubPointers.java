package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;

/**
 * Where GRUB looks for its own second half when that lies in a BIOS boot partition which moves.
 *
 * <p>Offsets as in GRUB's include/grub/i386/pc/boot.h and grub-core/boot/i386/pc/diskboot.S: the
 * boot sector holds the number of the first sector of {@code core.img}, and that sector holds a
 * list of where the others are, which grows towards its start.
 *
 * @param from where the partition was; empty when none moved
 * @param distance in sectors
 */
record GrubPointers(Optional<Extent> from, SectorSize sector, long distance) {
  static final String BIOS_BOOT = "21686148-6449-6E6F-744E-656564454649";

  private static final int SECTOR = 512;
  private static final int KERNEL_SECTOR = 0x5c;
  private static final int BOOT_CODE = 440;
  private static final int LAST_BLOCK_LIST = 0x1f4;
  private static final int BLOCK_LIST_BYTES = 12;

  static GrubPointers between(PartitionTable source, PartitionTable target) {
    for (Partition old : source.partitions()) {
      Optional<Partition> moved =
          target
              .partition(old.number())
              .filter(p -> old.typeCode().equalsIgnoreCase(BIOS_BOOT))
              .filter(p -> p.extent().offset() != old.extent().offset());
      if (moved.isPresent()) {
        long distance = moved.get().extent().offset() - old.extent().offset();
        return new GrubPointers(
            Optional.of(old.extent()), source.sectorSize(), distance / source.sectorSize().bytes());
      }
    }
    return new GrubPointers(Optional.empty(), source.sectorSize(), 0);
  }

  /** The boot sector of the disk, pointing to the new place. */
  byte[] inBootSector(byte[] mbr) {
    byte[] changed = mbr.clone();
    if (isGrub(mbr)) {
      ByteBuffer words = ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN);
      words.putLong(KERNEL_SECTOR, moved(words.getLong(KERNEL_SECTOR)));
    }
    return changed;
  }

  private static boolean isGrub(byte[] mbr) {
    return new String(mbr, 0, BOOT_CODE, StandardCharsets.ISO_8859_1).contains("GRUB ");
  }

  private long moved(long lba) {
    boolean inside =
        from.isPresent()
            && lba >= from.get().offset() / sector.bytes()
            && lba < from.get().end() / sector.bytes();
    return inside ? lba + distance : lba;
  }

  /**
   * What has to change in the partition itself.
   *
   * @param disk the source
   * @return relative to the partition's start
   */
  Optional<Patch> inPartition(PatchBase disk, Extent partition) throws IOException {
    byte[] mbr = disk.read(0, SECTOR);
    long core = ByteBuffer.wrap(mbr).order(ByteOrder.LITTLE_ENDIAN).getLong(KERNEL_SECTOR);
    if (!from.filter(partition::equals).isPresent() || !isGrub(mbr) || moved(core) == core) {
      return Optional.empty();
    }
    long place = sector.toBytes(core);
    byte[] first = disk.read(place, SECTOR);
    moveBlockLists(ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN));
    return Optional.of(new Patch(place - partition.offset(), first));
  }

  private void moveBlockLists(ByteBuffer sector) {
    for (int at = LAST_BLOCK_LIST; at > 0; at -= BLOCK_LIST_BYTES) {
      if (sector.getShort(at + Long.BYTES) == 0) {
        return;
      }
      sector.putLong(at, moved(sector.getLong(at)));
    }
  }
}
