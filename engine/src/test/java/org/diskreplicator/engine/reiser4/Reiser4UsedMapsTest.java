package org.diskreplicator.engine.reiser4;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class Reiser4UsedMapsTest {
  private static final int BLOCKS = 40_000;
  private static final int BLOCK = Reiser4Disk.BLOCK;

  @TempDir Path folder = Path.of("");

  private Reiser4Disk disk() {
    return new Reiser4Disk(folder.resolve("disk"), BLOCKS);
  }

  private static UsedMap map(Reiser4Disk disk) {
    return new Reiser4UsedMaps().read(disk.file(), new Extent(0, disk.size()));
  }

  private static ExtentSet free(BitSet used) {
    ExtentSet.Builder free = ExtentSet.builder();
    for (int start = used.nextClearBit(0); start < BLOCKS; ) {
      int next = used.nextSetBit(start);
      int end = next < 0 ? BLOCKS : next;
      free.add((long) start * BLOCK, (long) end * BLOCK);
      start = used.nextClearBit(end);
    }
    return free.build();
  }

  static IntStream seeds() {
    return IntStream.range(0, 10);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theBitmapsTellWhatIsFree(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Reiser4Disk disk = disk();
    random.ints(seed * 200L, 0, BLOCKS).forEach(disk.used()::set);

    UsedMap map = map(disk.write());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.REISER4);
    assertThat(map.free()).isEqualTo(free(disk.used()));
  }

  @Test
  void whatLiesBehindTheLastBlockIsUsed() throws IOException {
    Reiser4Disk disk = disk().write();
    disk.patch(BLOCKS, 0, new byte[5 * BLOCK]);
    UsedMap map = new Reiser4UsedMaps().read(disk.file(), new Extent(0, disk.size() + 5 * BLOCK));
    assertThat(map.free()).isEqualTo(free(disk.used()));
  }

  @ParameterizedTest
  @CsvSource({
    "16, 0, 88, UNSUPPORTED, another format",
    "16, 16, 1, UNSUPPORTED, another format",
    "16, 19, 32, UNSUPPORTED, another size",
    "17, 52, 88, UNSUPPORTED, unknown version",
    "17, 80, 3, UNSUPPORTED, unknown version",
    "17, 83, 128, UNSUPPORTED, unknown version",
    "19, 0, 1, NEEDS_REPLAY, journal",
    "20, 0, 1, NEEDS_REPLAY, journal",
    "21, 0, 88, DAMAGED, marked as damaged",
    "21, 16, 1, DAMAGED, marked as damaged",
    "17, 3, 1, DAMAGED, larger than the space",
    "17, 7, 128, DAMAGED, larger than the space",
    "17, 16, 22, DAMAGED, root of its tree",
    "17, 23, 128, DAMAGED, root of its tree",
    "17, 8, 9, DAMAGED, do not add up",
    "18, 99, 1, DAMAGED, wrong checksum",
    "18, 0, 1, DAMAGED, wrong checksum",
    "32736, 99, 1, DAMAGED, wrong checksum"
  })
  void whatIsNotInOrderKeepsAll(int block, int offset, int value, ContentState state, String reason)
      throws IOException {
    UsedMap map = map(disk().write().patch(block, offset, (byte) value));
    assertThat(map.state()).isEqualTo(state);
    assertThat(map.reason()).contains(reason);
    assertThat(map.free().isEmpty()).isTrue();
  }

  /** Superblocks and their copy, the first and the second bitmap, and the root. */
  @ParameterizedTest
  @CsvSource({"0", "16", "17", "18", "22", "23", "32736"})
  void aBitmapThatCallsItsOwnStructuresFreeIsDamaged(int block) throws IOException {
    Reiser4Disk disk = disk();
    disk.used().clear(block);
    UsedMap map = map(disk.write());
    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.reason()).contains("own structures free");
  }

  @Test
  void aDiskThatEndsEarlyKeepsAll() throws IOException {
    Reiser4Disk disk = disk().write();
    UsedMap map = new Reiser4UsedMaps().read(disk.file(), new Extent(0, 18L * BLOCK));
    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.free().isEmpty()).isTrue();
  }

  /** Whatever is on the disk, a reader gives an answer. */
  @ParameterizedTest
  @MethodSource("seeds")
  void noiseNeverEndsARun(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    Reiser4Disk disk = disk().write();
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[1 + random.nextInt(8)];
      random.nextBytes(noise);
      disk.patch(16 + random.nextInt(7), random.nextInt(96), noise);
      UsedMap map = map(disk);
      assertThat(map.state() == ContentState.CLEAN || map.free().isEmpty()).isTrue();
    }
  }
}
