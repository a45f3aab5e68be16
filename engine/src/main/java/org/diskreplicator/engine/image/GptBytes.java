package org.diskreplicator.engine.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.gpt.DamagedGptException;
import org.diskreplicator.engine.gpt.DiskBytes;
import org.diskreplicator.engine.gpt.GptHeader;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;

/** A GPT with new places; UEFI specification 2.10, section 5.3. */
final class GptBytes {
  private static final int MBR = 512;

  private GptBytes() {}

  static TableBytes of(PatchBase disk, PartitionTable source, PartitionTable target, long size) {
    SectorSize sector = source.sectorSize();
    DiskBytes bytes = (offset, length) -> Optional.of(read(disk, offset, length));
    GptHeader old = GptRelocation.primary(bytes, sector);
    GptHeader moved = placing(old, target);
    long last = size / sector.bytes() - 1;
    long lastUsable = last - GptRelocation.reserved(old, sector) - 1;
    if (lastUsable < moved.highestUsedLba() || lastUsable < moved.firstUsableLba()) {
      throw new RefusedException(
          "The partitions need more room than a disk of " + size + " bytes has with its GPT.");
    }
    List<Patch> patches = new ArrayList<>();
    patches.add(new Patch(sector.toBytes(1), moved.primary(last, lastUsable)));
    patches.add(new Patch(sector.toBytes(moved.entriesLba()), moved.entries()));
    patches.add(new Patch(sector.toBytes(lastUsable + 1), moved.entries()));
    patches.add(new Patch(sector.toBytes(last), moved.backup(last, lastUsable)));
    HybridMbr mbr = HybridMbr.of(read(disk, 0, MBR), source, target, last);
    patches.add(new Patch(0, GrubPointers.between(source, target).inBootSector(mbr.bytes())));
    return new TableBytes(patches, places(old, bytes, sector), mbr.warnings());
  }

  private static GptHeader placing(GptHeader old, PartitionTable target) {
    try {
      return old.placing(target.partitions());
    } catch (DamagedGptException e) {
      throw new RefusedException("The GPT " + e.fault() + "; repair the table first.");
    }
  }

  private static byte[] read(PatchBase disk, long offset, int length) {
    try {
      return disk.read(offset, length);
    } catch (IOException e) {
      throw new InputOutputException("reading the partition table", e);
    }
  }

  private static ExtentSet places(GptHeader old, DiskBytes disk, SectorSize sector) {
    ExtentSet.Builder places = ExtentSet.builder().add(0, MBR);
    add(places, 1, old, sector);
    try {
      add(places, old.alternateLba(), old.alternate(disk), sector);
    } catch (DamagedGptException e) {
      // What is no backup is none of the table's.
    }
    return places.build();
  }

  private static void add(ExtentSet.Builder places, long lba, GptHeader header, SectorSize sector) {
    long entries = header.entriesLba();
    places.add(sector.toBytes(lba), sector.toBytes(lba + 1));
    places.add(sector.toBytes(entries), sector.toBytes(entries + header.entrySectors()));
  }
}
