package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.SectorSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recorded: sfdisk 2.38.1 made the 64 MiB disk, and {@code --relocate gpt-bak-std} moved it. */
class GptRelocationTest {
  private static final long MIB = 1 << 20;
  private static final int LAST_USED = 129023;

  @Test
  void changesWhatSfdiskChanges() {
    GptRelocation moved = plan(recorded("gpt-64MiB-head.bin"), 100 * MIB);
    byte[] disk = Arrays.copyOf(recorded("gpt-64MiB-head.bin"), (int) (100 * MIB));
    apply(moved.patches(), disk);
    assertThat(Arrays.copyOf(disk, 34 * 512)).isEqualTo(recorded("gpt-100MiB-head.bin"));
    assertThat(Arrays.copyOfRange(disk, disk.length - 33 * 512, disk.length))
        .isEqualTo(recorded("gpt-100MiB-tail.bin"));
  }

  @Test
  void namesTheOldBackup() {
    assertThat(plan(recorded("gpt-64MiB-head.bin"), 100 * MIB).staleBackup())
        .isEqualTo(ExtentSet.of(new Extent(64 * MIB - 33 * 512, 33 * 512)));
  }

  @Test
  void keepsTheOldBackupsPlaceWhereAPartitionMayReachIt() {
    byte[] head = recorded("gpt-64MiB-head.bin");
    little(head).putLong(512 + 48, 131071 - 10);
    assertThat(plan(signed(head), 100 * MIB).staleBackup().isEmpty()).isTrue();
  }

  @Test
  void alsoMovesToASmallerEnd() {
    long size = (LAST_USED + 1 + 33) * 512L;
    GptRelocation moved = plan(recorded("gpt-64MiB-head.bin"), size);
    Patch last = moved.patches().get(moved.patches().size() - 1);
    assertThat(last.end()).isEqualTo(size);
    assertThat(moved.staleBackup().isEmpty()).isTrue();
    assertRefused(() -> plan(recorded("gpt-64MiB-head.bin"), size - 512), "need more room");
  }

  @Test
  void clampsTheProtectivePartition() {
    Patch mbr = plan(recorded("gpt-64MiB-head.bin"), 200_000_000_000_000L).patches().get(0);
    assertThat(little(mbr.bytes()).getInt(446 + 12)).isEqualTo(-1);
    assertThat(new String(mbr.bytes(), 0, 8, StandardCharsets.US_ASCII)).isEqualTo("BOOTCODE");
  }

  @Test
  void leavesAHybridMbrAlone() {
    byte[] head = recorded("gpt-64MiB-head.bin");
    head[446 + 16 + 4] = 0x0c;
    assertThat(plan(head, 100 * MIB).patches())
        .extracting(Patch::offset)
        .containsExactly(512L, 100 * MIB - 33 * 512, 100 * MIB - 512);
  }

  @ParameterizedTest(name = "{0} entries of {1} bytes, sectors of {2} bytes")
  @CsvSource({"128, 128, 4096", "16, 128, 512", "64, 256, 512", "256, 128, 512", "5, 512, 4096"})
  void movesOtherTables(int count, int entryBytes, int sectorBytes) {
    SectorSize sector = new SectorSize(sectorBytes);
    byte[] head = table(count, entryBytes, sectorBytes);
    GptRelocation moved = GptRelocation.plan(head, sector, 64 * MIB, 128 * MIB);
    byte[] disk = Arrays.copyOf(head, (int) (128 * MIB));
    apply(moved.patches(), disk);

    ByteBuffer primary = little(Arrays.copyOfRange(disk, sectorBytes, 2 * sectorBytes));
    long last = 128 * MIB / sectorBytes - 1;
    assertThat(primary.getLong(32)).isEqualTo(last);
    long kept = Math.max(16384, (long) count * entryBytes + sectorBytes - 1) / sectorBytes;
    assertThat(primary.getLong(48)).isEqualTo(last - kept - 1);
    byte[] backupBytes = Arrays.copyOfRange(disk, disk.length - sectorBytes, disk.length);
    ByteBuffer backup = little(backupBytes);
    assertThat(backup.getLong(24)).isEqualTo(last);
    assertThat(backup.getLong(32)).isEqualTo(1);
    int entries = (int) backup.getLong(72) * sectorBytes;
    assertThat(Arrays.copyOfRange(disk, entries, entries + count * entryBytes))
        .isEqualTo(Arrays.copyOfRange(head, 2 * sectorBytes, 2 * sectorBytes + count * entryBytes));
    assertThat(backup.getInt(16)).isEqualTo(headerCrc(backupBytes, 0));
    assertThat(primary.getInt(16)).isEqualTo(headerCrc(disk, sectorBytes));
  }

  @ParameterizedTest(name = "byte {0} damaged: {1}")
  @CsvSource({
    "512, signature",
    "530, wrong checksum",
    "525, header size",
    "1024, damaged entries",
    "510, protective MBR",
    "450, protective MBR"
  })
  void refusesADamagedTable(int offset, String reason) {
    byte[] head = recorded("gpt-64MiB-head.bin");
    head[offset] ^= 0x55;
    assertRefused(() -> plan(head, 100 * MIB), reason);
  }

  @ParameterizedTest(name = "{1}-byte field at {0} set to {2}: {3}")
  @CsvSource({
    "24, 8, 5, sector 1",
    "84, 4, 100, impossible size",
    "84, 4, 0, impossible size",
    "80, 4, -1, impossible number",
    "80, 4, 0, impossible number",
    "72, 8, 1, at no sector",
    "72, 8, 9223372036854775807, at no sector",
    "72, 8, -2, at no sector",
    "72, 8, 3, out of reach"
  })
  void refusesAnImpossibleTableWithAGoodChecksum(int at, int width, long value, String reason) {
    byte[] head = recorded("gpt-64MiB-head.bin");
    ByteBuffer header = little(head);
    if (width == 8) {
      header.putLong(512 + at, value);
    } else {
      header.putInt(512 + at, (int) value);
    }
    assertRefused(() -> plan(signed(head), 100 * MIB), reason);
  }

  @ParameterizedTest
  @CsvSource({"0", "512", "1023", "1024", "17407"})
  void refusesACutHead(int length) {
    byte[] head = Arrays.copyOf(recorded("gpt-64MiB-head.bin"), length);
    assertRefused(() -> plan(head, 100 * MIB), "The primary GPT");
  }

  private static GptRelocation plan(byte[] head, long newSize) {
    return GptRelocation.plan(head, SectorSize.S512, 64 * MIB, newSize);
  }

  private static void assertRefused(ThrowingCallable call, String reason) {
    assertThatThrownBy(call).isInstanceOf(RefusedException.class).hasMessageContaining(reason);
  }

  private static void apply(List<Patch> patches, byte[] disk) {
    for (Patch patch : patches) {
      System.arraycopy(patch.bytes(), 0, disk, (int) patch.offset(), patch.bytes().length);
    }
  }

  /** A 64 MiB disk with random entries. */
  private static byte[] table(int count, int entryBytes, int sectorBytes) {
    byte[] head = Arrays.copyOf(recorded("gpt-64MiB-head.bin"), 1 << 18);
    byte[] header = Arrays.copyOfRange(head, 512, 1024);
    Arrays.fill(head, 512, head.length, (byte) 0);
    System.arraycopy(header, 0, head, sectorBytes, 512);
    for (int i = 0; i < count; i++) {
      int entry = 2 * sectorBytes + i * entryBytes;
      little(head).putLong(entry, i + 1).putLong(entry + 32, 100 + i).putLong(entry + 40, 100 + i);
    }
    CRC32 crc = new CRC32();
    crc.update(head, 2 * sectorBytes, count * entryBytes);
    little(head)
        .putInt(sectorBytes + 80, count)
        .putInt(sectorBytes + 84, entryBytes)
        .putInt(sectorBytes + 88, (int) crc.getValue());
    little(head).putInt(sectorBytes + 16, headerCrc(head, sectorBytes));
    return head;
  }

  private static byte[] signed(byte[] head) {
    little(head).putInt(512 + 16, headerCrc(head, 512));
    return head;
  }

  private static int headerCrc(byte[] bytes, int offset) {
    byte[] header = Arrays.copyOfRange(bytes, offset, offset + 92);
    Arrays.fill(header, 16, 20, (byte) 0);
    CRC32 crc = new CRC32();
    crc.update(header);
    return (int) crc.getValue();
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] recorded(String name) {
    try (InputStream in = GptRelocationTest.class.getResourceAsStream("/sfdisk-2.38.1/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
