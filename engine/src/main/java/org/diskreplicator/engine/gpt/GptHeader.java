package org.diskreplicator.engine.gpt;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.SectorSize;

/** A verified GPT header with its entries; UEFI specification 2.10, section 5.3.2. */
public final class GptHeader {
  private static final long SIGNATURE = 0x5452415020494645L; // "EFI PART"
  private static final int HEADER_BYTES = 12;
  private static final int HEADER_CRC = 16;
  private static final int MY_LBA = 24;
  private static final int ALTERNATE_LBA = 32;
  private static final int FIRST_USABLE_LBA = 40;
  private static final int LAST_USABLE_LBA = 48;
  private static final int DISK_GUID = 56;
  private static final int ENTRIES_LBA = 72;
  private static final int ENTRY_COUNT = 80;
  private static final int ENTRY_BYTES = 84;
  private static final int ENTRIES_CRC = 88;
  private static final int MIN_HEADER_BYTES = 92;
  private static final int ENTRY_FIRST_LBA = 32;
  private static final int ENTRY_LAST_LBA = 40;

  /** 64 times what any tool makes by default. */
  private static final int MAX_ARRAY_BYTES = 1 << 20;

  private final ByteBuffer header;
  private final ByteBuffer entries;
  private final SectorSize sector;

  private GptHeader(ByteBuffer header, ByteBuffer entries, SectorSize sector) {
    this.header = header;
    this.entries = entries;
    this.sector = sector;
  }

  /**
   * Reads and verifies the header in sector 1.
   *
   * @throws DamagedGptException when there is none, or it states what cannot be
   */
  public static GptHeader primary(DiskBytes disk, SectorSize sector) throws DamagedGptException {
    return at(1, disk, sector);
  }

  /**
   * The backup that this primary header names, verified alike.
   *
   * @throws DamagedGptException when it is missing or damaged
   */
  public GptHeader alternate(DiskBytes disk) throws DamagedGptException {
    long lba = alternateLba();
    require(lba > 1 && lba < Long.MAX_VALUE / sector.bytes(), "names no backup");
    return at(lba, disk, sector);
  }

  private static GptHeader at(long lba, DiskBytes disk, SectorSize sector)
      throws DamagedGptException {
    ByteBuffer header =
        littleEndian(
            disk.read(sector.toBytes(lba), sector.bytes())
                .orElseThrow(() -> new DamagedGptException("is cut off")));
    verify(header, lba, sector.bytes());
    return new GptHeader(header, littleEndian(entries(header, disk, sector)), sector);
  }

  /** The entry array, filled up to whole sectors. */
  private static byte[] entries(ByteBuffer header, DiskBytes disk, SectorSize sector)
      throws DamagedGptException {
    long lba = header.getLong(ENTRIES_LBA);
    long length = Integer.toUnsignedLong(header.getInt(ENTRY_COUNT)) * header.getInt(ENTRY_BYTES);
    require(length > 0 && length <= MAX_ARRAY_BYTES, "has an impossible number of entries");
    require(lba >= 2 && lba < Long.MAX_VALUE / sector.bytes(), "has entries at no sector");
    byte[] array =
        disk.read(sector.toBytes(lba), (int) length)
            .orElseThrow(() -> new DamagedGptException("has entries that are out of reach"));
    require(crc(array, array.length) == header.getInt(ENTRIES_CRC), "has damaged entries");
    long sectors = (length + sector.bytes() - 1) / sector.bytes();
    return Arrays.copyOf(array, (int) sector.toBytes(sectors));
  }

  private static void verify(ByteBuffer header, long lba, int sectorBytes)
      throws DamagedGptException {
    require(
        header.getLong(0) == SIGNATURE,
        "has no signature at sector " + lba + " of " + sectorBytes + " bytes");
    int length = header.getInt(HEADER_BYTES);
    require(
        length >= MIN_HEADER_BYTES && length <= sectorBytes, "states an impossible header size");
    require(header.getInt(HEADER_CRC) == headerCrc(header), "has a wrong checksum");
    require(header.getLong(MY_LBA) == lba, "does not state that it is in sector " + lba);
    int entryBytes = header.getInt(ENTRY_BYTES);
    require(
        entryBytes >= 128 && Integer.bitCount(entryBytes) == 1,
        "has entries of an impossible size");
  }

  private static void require(boolean holds, String fault) throws DamagedGptException {
    if (!holds) {
      throw new DamagedGptException(fault);
    }
  }

  /** Identifier of the disk. */
  String diskGuid() {
    return Guid.text(header, DISK_GUID);
  }

  int entryCount() {
    return header.getInt(ENTRY_COUNT);
  }

  /** Entry {@code index}, counted from 0, as little-endian bytes. */
  ByteBuffer entry(int index) {
    int size = header.getInt(ENTRY_BYTES);
    return entries.slice(index * size, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Whether both describe the same disk with the same partitions. */
  boolean agreesWith(GptHeader other) {
    return diskGuid().equals(other.diskGuid()) && entries.equals(other.entries);
  }

  /** The same table with these partitions, by their numbers; all other entries are empty. */
  public GptHeader placing(List<Partition> partitions) throws DamagedGptException {
    byte[] moved = new byte[entries.capacity()];
    for (Partition partition : partitions) {
      require(partition.number() <= entryCount(), "has no entry " + partition.number());
      place(partition, moved);
    }
    byte[] changed = bytes(header);
    int length = entryCount() * header.getInt(ENTRY_BYTES);
    littleEndian(changed).putInt(ENTRIES_CRC, crc(moved, length));
    return new GptHeader(littleEndian(changed), littleEndian(moved), sector);
  }

  private void place(Partition partition, byte[] moved) {
    int size = header.getInt(ENTRY_BYTES);
    int start = (partition.number() - 1) * size;
    entries.get(start, moved, start, size);
    littleEndian(moved)
        .putLong(start + ENTRY_FIRST_LBA, partition.extent().offset() / sector.bytes())
        .putLong(start + ENTRY_LAST_LBA, partition.extent().end() / sector.bytes() - 1);
  }

  /** First sector of this table's entries. */
  public long entriesLba() {
    return header.getLong(ENTRIES_LBA);
  }

  public long alternateLba() {
    return header.getLong(ALTERNATE_LBA);
  }

  public long firstUsableLba() {
    return header.getLong(FIRST_USABLE_LBA);
  }

  public long lastUsableLba() {
    return header.getLong(LAST_USABLE_LBA);
  }

  /** Whole sectors that the entries fill. */
  public long entrySectors() {
    return entries.capacity() / sector.bytes();
  }

  /** The last sector of any partition; 0 when there is none. */
  public long highestUsedLba() {
    int size = header.getInt(ENTRY_BYTES);
    long highest = 0;
    for (int i = 0; i < header.getInt(ENTRY_COUNT); i++) {
      boolean used = entries.getLong(i * size) != 0 || entries.getLong(i * size + 8) != 0;
      highest = used ? Math.max(highest, entries.getLong(i * size + ENTRY_LAST_LBA)) : highest;
    }
    return highest;
  }

  /** The entries, filled up with zeros to whole sectors. */
  public byte[] entries() {
    return bytes(entries);
  }

  /** The primary header's sector for a disk that ends with {@code lastLba}. */
  public byte[] primary(long lastLba, long lastUsableLba) {
    return header(1, lastLba, lastUsableLba, header.getLong(ENTRIES_LBA));
  }

  /** The backup header's sector; its entries follow {@code lastUsableLba}. */
  public byte[] backup(long lastLba, long lastUsableLba) {
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
