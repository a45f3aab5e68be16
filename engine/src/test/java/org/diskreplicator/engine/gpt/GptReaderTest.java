package org.diskreplicator.engine.gpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class GptReaderTest {
  private static final int SECTOR = 4096;

  private final SampleGpt gpt = new SampleGpt(SECTOR);

  private static Optional<PartitionTable> read(SampleGpt gpt) {
    return GptReader.read(DiskBytes.of(gpt.disk), new SectorSize(gpt.sector));
  }

  private Partition only() {
    return read(gpt).orElseThrow().partitions().get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096})
  void aTableComesInTheWordsOfSfdisk(int sector) {
    SampleGpt sample = new SampleGpt(sector).partition(4, 20, 29, 0, "root ü");
    assertThat(read(sample))
        .contains(
            new PartitionTable(
                TableType.GPT,
                Optional.of("01020304-0506-0708-090A-0B0C0D0E0F10"),
                new SectorSize(sector),
                List.of(
                    new Partition(
                        5,
                        new Extent(20L * sector, 10L * sector),
                        Partition.Role.PRIMARY,
                        "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
                        Optional.of("00000005-0000-0000-0000-000000000000"),
                        Optional.of("root ü"),
                        "",
                        false))));
  }

  @Test
  void partitionsComeByNumber() {
    gpt.partition(6, 11, 20, 0, "").partition(0, 100, 120, 0, "").partition(2, 50, 50, 0, "");
    assertThat(read(gpt).orElseThrow().partitions())
        .extracting(Partition::number)
        .containsExactly(1, 3, 7);
  }

  @ParameterizedTest
  @CsvSource({
    "0, ''",
    "1, RequiredPartition",
    "7, RequiredPartition NoBlockIOProtocol LegacyBIOSBootable",
    "-9223372036854775808, GUID:63",
    "1153202979583557636, 'LegacyBIOSBootable GUID:48,60'",
    "281474976710648, ''"
  })
  void attributesAreNamed(long bits, String words) {
    gpt.partition(0, 20, 29, bits, "");
    assertThat(only().attributes()).isEqualTo(words);
  }

  @Test
  void namesNeedNoEnd() {
    String longest = "123456789012345678901234567890123456";
    gpt.partition(0, 20, 29, 0, longest);
    assertThat(only().name()).contains(longest);
    gpt.partition(0, 20, 29, 0, "short\0" + longest.substring(6));
    assertThat(only().name()).contains("short");
    gpt.partition(0, 20, 29, 0, "\0" + longest.substring(1));
    assertThat(only().name()).isEmpty();
    gpt.partition(0, 20, 29, 0, "$(x)\u001b\ud83d\ude00 \0");
    assertThat(only().name()).contains("$(x)\u001b\ud83d\ude00 ");
  }

  @Test
  void halfOfASurrogatePairIsReplaced() {
    gpt.partition(0, 20, 29, 0, "ab");
    for (ByteBuffer header : List.of(gpt.primary(), gpt.backup())) {
      gpt.entry(header, 0).putShort(56, (short) 0xd800);
    }
    gpt.sign();
    assertThat(only().name().orElseThrow()).startsWith("\ufffd");
  }

  @ParameterizedTest(name = "sectors {0} to {1}")
  @CsvSource({"29, 20", "-1, -1", "-5, 20", "9223372036854775807, 9223372036854775807"})
  void anImpossiblePlaceIsNoPartition(long first, long last) {
    gpt.partition(0, first, last, 0, "");
    assertThat(read(gpt).orElseThrow().partitions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 60})
  void anEndBehindEveryDiskIsCut(long last) {
    gpt.partition(0, 20, last, 0, "");
    assertThat(only().extent())
        .isEqualTo(Extent.between(20 * SECTOR, Long.MAX_VALUE / SECTOR * SECTOR));
  }

  @ParameterizedTest(name = "{1}-byte field at {0} of the header set to {2}")
  @CsvSource({
    "0, 8, 1",
    "12, 4, 91",
    "12, 4, 4097",
    "12, 4, -1",
    "24, 8, 2",
    "40, 8, 1",
    "40, 8, -1",
    "40, 8, 255",
    "48, 8, 256",
    "48, 8, -1",
    "48, 8, 9223372036854775807",
    "72, 8, 1",
    "72, 8, -2",
    "72, 8, 9223372036854775807",
    "72, 8, 2251799813685247",
    "72, 8, 300",
    "80, 4, 0",
    "80, 4, -1",
    "80, 4, 8193",
    "84, 4, 0",
    "84, 4, 64",
    "84, 4, 192",
    "84, 4, -128",
    "84, 4, 1073741824"
  })
  void anImpossibleHeaderIsNotBelieved(int at, int width, long value) {
    gpt.partition(0, 20, 29, 0, "");
    assertThat(read(gpt)).isPresent();
    ByteBuffer header = gpt.primary();
    if (width == 8) {
      header.putLong(at, value);
    } else {
      header.putInt(at, (int) value);
    }
    gpt.signHeader(header);
    assertThat(read(gpt)).isEmpty();
  }

  @Test
  void wrongChecksumsAreNotBelieved() {
    gpt.primary().put(60, (byte) 1);
    assertThat(read(gpt)).isEmpty();
    SampleGpt other = new SampleGpt(SECTOR).partition(0, 20, 29, 0, "");
    other.entry(other.primary(), 0).putLong(40, 30);
    assertThat(read(other)).isEmpty();
  }

  @Test
  void aCutDiskIsNotBelieved() {
    for (int length : new int[] {0, 512, SECTOR, 2 * SECTOR - 1, 2 * SECTOR, 253 * SECTOR}) {
      DiskBytes cut = DiskBytes.of(Arrays.copyOf(gpt.disk, length));
      assertThat(GptReader.read(cut, SectorSize.S4096)).as("%d bytes", length).isEmpty();
    }
  }

  @Test
  void anotherSectorSizeFindsNothing() {
    assertThat(GptReader.read(DiskBytes.of(gpt.disk), SectorSize.S512)).isEmpty();
  }

  @Test
  void aLostOrDamagedBackupDoesNotMatter() {
    gpt.partition(0, 20, 29, 0, "");
    DiskBytes cut = DiskBytes.of(Arrays.copyOf(gpt.disk, 255 * SECTOR));
    assertThat(GptReader.read(cut, SectorSize.S4096)).isPresent();
    gpt.entry(gpt.backup(), 0).putLong(40, 30);
    assertThat(read(gpt)).isPresent();
    Arrays.fill(gpt.disk, 254 * SECTOR, gpt.disk.length, (byte) 0);
    assertThat(read(gpt)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 256, 1L << 51, Long.MAX_VALUE})
  void aBackupAtNoSectorDoesNotMatter(long lba) {
    gpt.primary().putLong(32, lba);
    gpt.sign();
    assertThat(read(gpt)).isPresent();
  }

  @Test
  void aSoundBackupThatSaysSomethingElseLeavesNothingToBelieve() {
    gpt.partition(0, 20, 29, 0, "");
    gpt.entry(gpt.backup(), 0).putLong(40, 30);
    gpt.sign();
    assertThat(read(gpt)).isEmpty();
    SampleGpt other = new SampleGpt(SECTOR);
    other.backup().put(56, (byte) 77);
    assertThat(read(other.sign())).isEmpty();
  }
}
