package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.CRC32;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.gpt.DiskBytes;
import org.diskreplicator.engine.gpt.GptReader;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;

/** The 64 MiB disk that sfdisk 2.38.1 made, with its partitions in other places. */
class GptBytesTest {
  private static final int MIB = 1 << 20;
  private static final int ENTRY = 1024;
  private static final long BIOS_BOOT_HIGH = 0x6E6F_6449_2168_6148L;

  private final MovedDisk disk = new MovedDisk(recorded());

  private PartitionTable table() {
    DiskBytes bytes = (offset, length) -> Optional.of(disk.read(offset, length));
    return GptReader.read(bytes, SectorSize.S512).orElseThrow();
  }

  private static PartitionTable read(MovedDisk other) {
    DiskBytes bytes =
        (offset, length) ->
            offset + length <= other.bytes.length
                ? Optional.of(other.read(offset, length))
                : Optional.empty();
    return GptReader.read(bytes, SectorSize.S512).orElseThrow();
  }

  private Partition last() {
    return table().partitions().stream()
        .max((one, other) -> Long.compare(one.extent().offset(), other.extent().offset()))
        .orElseThrow();
  }

  private PartitionTable with(Extent place) {
    return MovedDisk.moved(table(), Map.of(last().number(), place));
  }

  private TableBytes bytes(PartitionTable target, int size) {
    return TableBytes.of(disk, table(), target, size);
  }

  @Test
  void readsAsPlannedWithItsBackupAtTheNewEnd() {
    PartitionTable target = with(new Extent(last().extent().offset() + MIB, 30 * MIB));
    MovedDisk moved = MovedDisk.of(bytes(target, 100 * MIB).patches(), 100 * MIB);
    assertThat(read(moved)).isEqualTo(target);
    assertThat(new String(moved.read(100 * MIB - 512, 8), StandardCharsets.US_ASCII))
        .isEqualTo("EFI PART");
    assertThat(moved.read(0, 440)).isEqualTo(disk.read(0, 440));
    assertThat(moved.words().getInt(446 + 12)).isEqualTo(100 * MIB / 512 - 1);
  }

  @Test
  void fitsASmallerDiskExactly() {
    long start = last().extent().offset();
    int size = (int) start + 2 * MIB;
    PartitionTable fits = with(Extent.between(start, size - 33 * 512));
    assertThat(read(MovedDisk.of(bytes(fits, size).patches(), size))).isEqualTo(fits);
    PartitionTable tooLong = with(Extent.between(start, size - 32 * 512));
    assertThatThrownBy(() -> bytes(tooLong, size))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("more room");
  }

  @Test
  void keepsWhatNoProgramPrints() {
    int entry = ENTRY + (last().number() - 1) * 128;
    disk.words().putLong(entry + 48, 1L << 5 | 1L << 63);
    byte[] name = "\uD83D\uDE00\"\\\n".getBytes(StandardCharsets.UTF_16LE);
    System.arraycopy(name, 0, disk.bytes, entry + 56, name.length);
    sign();
    PartitionTable target = with(new Extent(last().extent().offset() + MIB, MIB));
    MovedDisk moved = MovedDisk.of(bytes(target, 64 * MIB).patches(), 64 * MIB);
    assertThat(moved.read(entry, 32)).isEqualTo(disk.read(entry, 32));
    assertThat(moved.read(entry + 48, 80)).isEqualTo(disk.read(entry + 48, 80));
    assertThat(read(moved)).isEqualTo(target);
  }

  @Test
  void namesTheOldTableAndItsBackup() {
    byte[] whole = Arrays.copyOf(disk.bytes, 64 * MIB);
    MovedDisk same = MovedDisk.of(bytes(table(), 64 * MIB).patches(), 64 * MIB);
    System.arraycopy(same.bytes, 63 * MIB, whole, 63 * MIB, MIB);
    TableBytes bytes = TableBytes.of(new MovedDisk(whole), table(), table(), 100 * MIB);
    assertThat(bytes.old().toList())
        .containsExactly(new Extent(0, 34 * 512), Extent.between(64 * MIB - 33 * 512, 64 * MIB));
  }

  @Test
  void keepsAHybridMbrWhosePartitionsStay() {
    Partition first = table().partitions().get(0);
    hybrid(first.extent());
    PartitionTable target = with(new Extent(last().extent().offset() + MIB, MIB));
    TableBytes kept = bytes(target, 64 * MIB);
    assertThat(MovedDisk.of(kept.patches(), 64 * MIB).read(440, 72)).isEqualTo(disk.read(440, 72));
    assertThat(kept.warnings()).isEmpty();
  }

  @Test
  void replacesAHybridMbrWhosePartitionsMove() {
    hybrid(last().extent());
    PartitionTable target = with(new Extent(last().extent().offset() + MIB, MIB));
    TableBytes plain = bytes(target, 64 * MIB);
    MovedDisk moved = MovedDisk.of(plain.patches(), 64 * MIB);
    assertThat(moved.bytes[450] & 0xff).isEqualTo(0xee);
    assertThat(moved.read(462, 48)).containsOnly(0);
    assertThat(moved.read(0, 446)).isEqualTo(disk.read(0, 446));
    assertThat(plain.warnings()).singleElement().asString().contains("hybrid MBR");
  }

  private void hybrid(Extent named) {
    disk.bytes[446 + 16 + 4] = 0x0c;
    disk.words().putInt(446 + 16 + 8, (int) (named.offset() / 512));
    disk.words().putInt(446 + 16 + 12, (int) (named.length() / 512));
  }

  @Test
  void grubFindsItsSecondHalfInABiosBootPartitionThatMoves() throws IOException {
    int entry = ENTRY + (last().number() - 1) * 128;
    disk.words().putLong(entry, BIOS_BOOT_HIGH).putLong(entry + 8, 0x4946_4564_6565_4E74L);
    sign();
    Partition bios = last();
    assertThat(bios.typeCode()).isEqualTo(GrubPointers.BIOS_BOOT);
    int start = (int) bios.extent().offset();
    long lba = start / 512;
    byte[] grub = "GRUB \0Geom".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(grub, 0, disk.bytes, 0x180, grub.length);
    disk.words().putLong(0x5c, lba);
    byte[] whole = Arrays.copyOf(disk.bytes, 64 * MIB);
    MovedDisk source = new MovedDisk(whole);
    source.words().putLong(start + 0x1f4, lba + 1).putShort(start + 0x1fc, (short) 60);
    source.words().putLong(start + 0x1e8, lba + 61).putShort(start + 0x1f0, (short) 3);

    Extent place = new Extent(bios.extent().offset() + 3 * MIB, MIB);
    PartitionTable target = with(place);
    MovedDisk moved =
        MovedDisk.of(TableBytes.of(source, table(), target, 64 * MIB).patches(), 64 * MIB);
    assertThat(moved.words().getLong(0x5c)).isEqualTo(lba + 3 * 2048);
    Region region = region(bios);
    assertThat(
            MovedRegion.patches(source, table(), target, region, place, new MovedDisk(new byte[0])))
        .singleElement()
        .satisfies(
            patch -> {
              assertThat(patch.offset()).isZero();
              MovedDisk core = new MovedDisk(patch.bytes());
              assertThat(core.words().getLong(0x1f4)).isEqualTo(lba + 1 + 3 * 2048);
              assertThat(core.words().getLong(0x1e8)).isEqualTo(lba + 61 + 3 * 2048);
            });
    assertThat(MovedRegion.patches(source, table(), table(), region, bios.extent(), source))
        .isEmpty();
  }

  private static Region region(Partition partition) {
    UsedMap all = UsedMap.allUsed(partition.extent().length(), ContentState.UNKNOWN, "unknown");
    return new Region(
        Region.Kind.PARTITION,
        partition.extent(),
        Optional.of(partition),
        new Content.Unknown(),
        all);
  }

  private void sign() {
    disk.words().putInt(512 + 88, crc(disk.read(ENTRY, 128 * 128)));
    disk.words().putInt(512 + 16, 0);
    disk.words().putInt(512 + 16, crc(disk.read(512, 92)));
  }

  private static int crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }

  private static byte[] recorded() {
    try (InputStream in =
        GptBytesTest.class.getResourceAsStream("/sfdisk-2.38.1/gpt-64MiB-head.bin")) {
      return Arrays.copyOf(Objects.requireNonNull(in).readAllBytes(), 64 * MIB);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
