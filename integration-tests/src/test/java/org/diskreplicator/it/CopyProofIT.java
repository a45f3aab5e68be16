package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the tests: each proof fails for the damage that it is there to find. */
@ExtendWith(Lab.class)
class CopyProofIT {
  private static final int BOOT_CODE = 100;
  private static final int EBR_TYPE = 446 + 4;
  private static final int SWAP_LABEL = 1052;
  private static final int SWAP_PAGE = 4096;

  @TempDir Path work;

  /** Where to change one byte of a copy of {@code mbr}, and the proofs that must see it. */
  record Damage(String name, Place place, List<Consumer<CopyProof>> seenBy) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** Finds the byte. */
  @FunctionalInterface
  interface Place {
    long in(Fixture fixture);
  }

  static List<Damage> damages() {
    Consumer<CopyProof> table = CopyProof::assertSameTable;
    Consumer<CopyProof> contents = CopyProof::assertContents;
    Consumer<CopyProof> bytes = CopyProof::assertUsedBytesEqual;
    return List.of(
        new Damage("boot code", disk -> BOOT_CODE, List.of(table, contents, bytes)),
        new Damage("boot loader in the gap", disk -> 512 + 7, List.of(table, contents, bytes)),
        new Damage(
            "type of a logical partition",
            disk -> disk.partition(3).offset() + EBR_TYPE,
            List.of(table, bytes)),
        new Damage(
            "swap label",
            disk -> disk.partition(6).offset() + SWAP_LABEL,
            List.of(contents, bytes)),
        new Damage(
            "block of a file on ext4",
            disk -> firstBlock(disk, disk.partition(2), "/var/log/long.log", 1024),
            List.of(contents, bytes)),
        new Damage(
            "block of a file on a logical ext3",
            disk -> firstBlock(disk, disk.partition(5), "/user/second.txt", 1024),
            List.of(contents, bytes)),
        new Damage(
            "allocation table of the FAT",
            disk -> disk.partition(1).offset() + 4 * 512 + 40,
            List.of(contents, bytes)));
  }

  private static long firstBlock(
      Fixture disk, FixturePartition partition, String file, int blockSize) {
    String place = disk.image() + "?offset=" + partition.offset();
    // Standard error, with debugfs' version, comes first.
    List<String> lines =
        Tools.output("debugfs", "-R", "bmap " + file + " 0", place).lines().toList();
    return partition.offset() + Long.parseLong(lines.get(lines.size() - 1).strip()) * blockSize;
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void damageIsSeen(Damage damage, Workbench bench) throws IOException {
    Fixture source = bench.fixture("mbr");
    Path copy = Files.copy(source.image(), work.resolve("copy"));
    flip(copy, damage.place().in(source));
    for (Consumer<CopyProof> proof : damage.seenBy()) {
      CopyProof fresh = new CopyProof(source, copy, Files.createTempDirectory(work, "proof"));
      assertThatThrownBy(() -> proof.accept(fresh)).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void perfectCopyPassesAllButTheSearchForGarbage(Workbench bench) {
    Fixture source = bench.fixture("mbr");
    CopyProof proof = new CopyProof(source, source.image(), work);
    assertThatCode(proof::assertSameTable).doesNotThrowAnyException();
    assertThatCode(proof::assertContents).doesNotThrowAnyException();
    assertThatCode(proof::assertUsedBytesEqual).doesNotThrowAnyException();
    assertThatThrownBy(proof::assertNoGarbage).isInstanceOf(AssertionError.class);
  }

  @Test
  void changedFreeByteIsNoDifference(Workbench bench) throws IOException {
    Fixture source = bench.fixture("mbr");
    Path copy = Files.copy(source.image(), work.resolve("copy"));
    flip(copy, source.partition(6).offset() + SWAP_PAGE);
    CopyProof proof = new CopyProof(source, copy, work);
    assertThatCode(proof::assertUsedBytesEqual).doesNotThrowAnyException();
  }

  private static void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(offset);
      int old = disk.read();
      disk.seek(offset);
      disk.write(old ^ 0x41);
    }
  }
}
