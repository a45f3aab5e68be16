package org.diskreplicator.engine.image;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.gpt.DamagedGptException;
import org.diskreplicator.engine.gpt.DiskBytes;
import org.diskreplicator.engine.gpt.GptHeader;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.SectorSize;

/**
 * What has to change on a disk whose GPT moves to a new end; UEFI specification 2.10, section 5.3.
 *
 * @param patches protective MBR (unless hybrid), primary header, backup entries, backup header
 * @param staleBackup where the primary header says that the old backup lies, if that is out of the
 *     way of every partition and still on the disk; nobody has looked at the bytes
 */
public record GptRelocation(List<Patch> patches, ExtentSet staleBackup) {
  /** As much of a disk's start as {@link #plan} needs for every common table. */
  public static final int HEAD_BYTES = 1 << 20;

  /** Space that the specification keeps for entries, however few there are. */
  private static final int MIN_ENTRY_BYTES = 16384;

  public GptRelocation {
    patches = List.copyOf(patches);
  }

  /**
   * Computes the patches for a disk of {@code newSize} bytes.
   *
   * @param head the first bytes of the source, best {@link #HEAD_BYTES}; at least MBR, header and
   *     entries
   * @throws RefusedException when the primary GPT is damaged or the partitions do not fit
   */
  public static GptRelocation plan(byte[] head, SectorSize sector, long sourceSize, long newSize) {
    GptHeader old = primary(head, sector);
    long last = newSize / sector.bytes() - 1;
    long lastUsable = last - reserved(old, sector) - 1;
    if (lastUsable < old.highestUsedLba() || lastUsable < old.firstUsableLba()) {
      throw new RefusedException(
          "The partitions need more room than a disk of " + newSize + " bytes has with its GPT.");
    }
    List<Patch> patches = new ArrayList<>();
    ProtectiveMbr.resized(head, last).ifPresent(patches::add);
    patches.add(new Patch(sector.toBytes(1), old.primary(last, lastUsable)));
    patches.add(new Patch(sector.toBytes(lastUsable + 1), old.entries()));
    patches.add(new Patch(sector.toBytes(last), old.backup(last, lastUsable)));
    return new GptRelocation(patches, stale(old, sector, Math.min(sourceSize, newSize)));
  }

  private static GptHeader primary(byte[] head, SectorSize sector) {
    return primary(DiskBytes.of(head), sector);
  }

  /**
   * The primary table.
   *
   * @throws RefusedException when it is damaged
   */
  static GptHeader primary(DiskBytes disk, SectorSize sector) {
    try {
      return GptHeader.primary(disk, sector);
    } catch (DamagedGptException e) {
      throw new RefusedException(
          "The primary GPT " + e.fault() + "; repair the table before the disk is resized.");
    }
  }

  /** As many sectors as the source keeps for its backup entries; some tools keep fewer. */
  static long reserved(GptHeader old, SectorSize sector) {
    long kept = old.alternateLba() - old.lastUsableLba() - 1;
    return Math.max(old.entrySectors(), Math.min(kept, ceil(MIN_ENTRY_BYTES, sector.bytes())));
  }

  private static ExtentSet stale(GptHeader old, SectorSize sector, long size) {
    long start = old.alternateLba() - old.entrySectors();
    boolean apart = start > old.lastUsableLba() && start > old.highestUsedLba();
    if (!apart || old.alternateLba() >= size / sector.bytes()) {
      return ExtentSet.empty();
    }
    return ExtentSet.builder()
        .add(sector.toBytes(start), sector.toBytes(old.alternateLba() + 1))
        .build();
  }

  private static long ceil(long value, long unit) {
    return (value + unit - 1) / unit;
  }
}
