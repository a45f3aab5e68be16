package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class SelectionWriterTest {
  private static final long MIB = 1 << 20;
  private static final long TIB = 1L << 40;
  private static final long OFFSET = 0x00fffffffffffe00L;

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("selection.qcow2");
  }

  static Stream<RandomDisk> disks() {
    return LongStream.range(0, 40).mapToObj(RandomDisk::of);
  }

  @ParameterizedTest
  @MethodSource("disks")
  void selectsAllThatIsWantedAndNoMoreThanItsBlocks(RandomDisk disk) throws IOException {
    long size = disk.spec().virtualSize();
    ExtentSet wanted = disk.spec().free();
    ExtentSet rounded = SelectionWriter.rounded(size, wanted);
    SelectionWriter.write(file(), size, rounded);
    assertThat(rounded.union(wanted)).isEqualTo(rounded);
    assertThat(rounded.count()).isLessThanOrEqualTo(wanted.count());
    assertThat(rounded.totalBytes())
        .isLessThanOrEqualTo(wanted.totalBytes() + wanted.count() * 131072L);
    assertThat(decoded(size)).isEqualTo(rounded);
  }

  @Test
  void whatIsNotAlignedIsRoundedOutwardsToBlocks() {
    ExtentSet wanted = ExtentSet.of(new Extent(5000, 100), new Extent(MIB - 512, 512));
    assertThat(SelectionWriter.rounded(MIB, wanted))
        .isEqualTo(ExtentSet.of(new Extent(4096, 4096), new Extent(MIB - 4096, 4096)));
  }

  @Test
  void theLastBlockEndsWithTheDisk() {
    ExtentSet wanted = ExtentSet.of(new Extent(MIB, 512));
    assertThat(SelectionWriter.rounded(MIB + 512, wanted)).isEqualTo(wanted);
  }

  @Test
  void nothingSelectedTakesNoTables() throws IOException {
    SelectionWriter.write(file(), 200 * TIB, ExtentSet.empty());
    assertThat(decoded(200 * TIB)).isEqualTo(ExtentSet.empty());
    assertThat(Files.size(file())).isLessThan(16 * MIB);
  }

  @Test
  void theTablesOfALargeDiskStaySmall() throws IOException {
    SelectionWriter.write(file(), TIB, ExtentSet.of(new Extent(0, TIB)));
    assertThat(Files.size(file())).isLessThan(129 * MIB);
  }

  @Test
  void aFileThatExistsIsKept() throws IOException {
    Files.writeString(file(), "mine");
    assertThatThrownBy(() -> SelectionWriter.write(file(), MIB, ExtentSet.empty()))
        .isInstanceOf(InputOutputException.class);
    assertThat(file()).hasContent("mine");
  }

  /** Reads the file by QEMU's docs/interop/qcow2.txt and by nothing that the writer uses. */
  private ExtentSet decoded(long size) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file()));
    assertThat(bytes.getInt(0)).isEqualTo(0x514649fb);
    assertThat(bytes.getInt(4)).isEqualTo(3);
    assertThat(bytes.getLong(8)).as("no backing file").isZero();
    assertThat(bytes.getLong(24)).isEqualTo(size);
    assertThat(bytes.getLong(72)).as("data file, extended L2").isEqualTo(4 + 16);
    int cluster = 1 << bytes.getInt(20);
    long span = cluster / 16L * cluster;
    assertThat((long) bytes.getInt(36)).isEqualTo((size + span - 1) / span);
    ExtentSet.Builder selected = ExtentSet.builder();
    for (int i = 0; i < bytes.getInt(36); i++) {
      long entry = bytes.getLong((int) bytes.getLong(40) + 8 * i);
      if (entry != 0) {
        assertThat(entry).as("copied flag").isNegative();
        addTable(bytes, (int) (entry & OFFSET), i * span, selected);
      }
    }
    requireCounted(bytes, cluster);
    return selected.build().intersect(new Extent(0, size));
  }

  private static void addTable(
      ByteBuffer bytes, int table, long start, ExtentSet.Builder selected) {
    int cluster = 1 << bytes.getInt(20);
    for (int i = 0; i < cluster / 16; i++) {
      long host = bytes.getLong(table + 16 * i);
      long bits = bytes.getLong(table + 16 * i + 8);
      long at = start + (long) i * cluster;
      assertThat(bits >>> 32).as("zero bits").isZero();
      if (bits != 0) {
        assertThat(host).as("its own place").isEqualTo(at | 1L << 63);
      } else {
        assertThat(host).isZero();
      }
      for (int sub = 0; sub < 32; sub++) {
        if ((bits >>> sub & 1) != 0) {
          long unit = cluster / 32;
          selected.add(at + sub * unit, at + (sub + 1) * unit);
        }
      }
    }
  }

  private static void requireCounted(ByteBuffer bytes, int cluster) {
    int clusters = bytes.capacity() / cluster;
    for (int i = 0; i < clusters; i++) {
      int words = cluster / 8;
      int block = (int) bytes.getLong((int) bytes.getLong(48) + i / words * 8);
      assertThat(bytes.getLong(block + i % words * 8)).as("count of cluster %d", i).isEqualTo(1);
    }
  }
}
