package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.SectorSize;

/** A verified primary GPT header with its entries; UEFI specification 2.10, section 5.3.2. */
final class GptHeader {
  private static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
  private static final int HEADER_BYTES = 12;
  private static final int HEADER_CRC = 16;
  private static final int MY_LBA = 24;
  private static final int ALTERNATE_LBA = 32;
  private static final int FIRST_USABLE_LBA = 40;
  private static final int LAST_USABLE_LBA = 48;
  private static final int ENTRIES_LBA = 72;
  private static final int ENTRY_COUNT = 80;
  private static final int ENTRY_BYTES = 84;
  private static final int ENTRIES_CRC = 88;
  private static final int MIN_HEADER_BYTES = 92;
  private static final int ENTRY_LAST_LBA = 40;

  private final ByteBuffer header;
  private final ByteBuffer entries;
  private final SectorSize sector;

  private GptHeader(ByteBuffer header, ByteBuffer entries, SectorSize sector) {
    this.header = header;
    this.entries = entries;
    this.sector = sector;
  }

  /** Reads and verifies; {@code head} starts with sector 0. */
  static GptHeader read(byte[] head, SectorSize sector) {
    int size = sector.bytes();
    require(head.length >= 2L * size, "is cut off");
    ByteBuffer header = littleEndian(Arrays.copyOfRange(head, size, 2 * size));
    verify(header, size);
    byte[] entries = entries(header, head, size);
    return new GptHeader(header, littleEndian(entries), sector);
  }

  /** The entry array, filled up to whole sectors. */
  private static byte[] entries(ByteBuffer header, byte[] head, int sectorBytes) {
    long lba = header.getLong(ENTRIES_LBA);
    long length = Integer.toUnsignedLong(header.getInt(ENTRY_COUNT)) * header.getInt(ENTRY_BYTES);
    boolean inHead = lba >= 2 && length > 0 && lba <= (head.length - length) / sectorBytes;
    require(inHead, "has no entries within the first " + head.length + " bytes of the disk");
    int start = (int) lba * sectorBytes;
    byte[] array = Arrays.copyOfRange(head, start, start + (int) length);
    require(crc(array, array.length) == header.getInt(ENTRIES_CRC), "has damaged entries");
    return Arrays.copyOf(array, (int) (length + sectorBytes - 1) / sectorBytes * sectorBytes);
  }

  private static void verify(ByteBuffer header, int sectorBytes) {
    require(
        header.getLong(0) == SIGNATURE,
        "has no signature at sector 1 of " + sectorBytes + " bytes");
    int length = header.getInt(HEADER_BYTES);
    require(
        length >= MIN_HEADER_BYTES && length <= sectorBytes, "states an impossible header size");
    require(header.getInt(HEADER_CRC) == headerCrc(header), "has a wrong checksum");
    require(header.getLong(MY_LBA) == 1, "does not state that it is in sector 1");
    int entryBytes = header.getInt(ENTRY_BYTES);
    require(
        entryBytes >= 128 && Integer.bitCount(entryBytes) == 1,
        "has entries of an impossible size");
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new RefusedException(
          "The primary GPT " + fault + "; repair the table before the disk is resized.");
    }
  }

  long alternateLba() {
    return header.getLong(ALTERNATE_LBA);
  }

  long firstUsableLba() {
    return header.getLong(FIRST_USABLE_LBA);
  }

  long lastUsableLba() {
    return header.getLong(LAST_USABLE_LBA);
  }

  /** Whole sectors that the entries fill. */
  long entrySectors() {
    return entries.capacity() / sector.bytes();
  }

  /** The last sector of any partition; 0 when there is none. */
  long highestUsedLba() {
    int size = header.getInt(ENTRY_BYTES);
    long highest = 0;
    for (int i = 0; i < header.getInt(ENTRY_COUNT); i++) {
      boolean used = entries.getLong(i * size) != 0 || entries.getLong(i * size + 8) != 0;
      highest = used ? Math.max(highest, entries.getLong(i * size + ENTRY_LAST_LBA)) : highest;
    }
    return highest;
  }

  /** The entries, filled up with zeros to whole sectors. */
  byte[] entries() {
    return bytes(entries);
  }

  /** The primary header's sector for a disk that ends with {@code lastLba}. */
  byte[] primary(long lastLba, long lastUsableLba) {
    return header(1, lastLba, lastUsableLba, header.getLong(ENTRIES_LBA));
  }

  /** The backup header's sector; its entries follow {@code lastUsableLba}. */
  byte[] backup(long lastLba, long lastUsableLba) {
    return header(lastLba, 1, lastUsableLba, lastUsableLba + 1);
  }

  private byte[] header(long myLba, long alternateLba, long lastUsableLba, long entriesLba) {
    byte[] sectorBytes = bytes(header);
    ByteBuffer changed = littleEndian(sectorBytes);
    changed.putLong(MY_LBA, myLba).putLong(ALTERNATE_LBA, alternateLba);
    changed.putLong(LAST_USABLE_LBA, lastUsableLba).putLong(ENTRIES_LBA, entriesLba);
    changed.putInt(HEADER_CRC, headerCrc(changed));
    return sectorBytes;
  }

  /** The checksum over the header with the checksum's own field as zero. */
  private static int headerCrc(ByteBuffer header) {
    byte[] bytes = bytes(header);
    Arrays.fill(bytes, HEADER_CRC, HEADER_CRC + 4, (byte) 0);
    return crc(bytes, header.getInt(HEADER_BYTES));
  }

  private static int crc(byte[] bytes, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.capacity()];
    buffer.get(0, bytes);
    return bytes;
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }
}
