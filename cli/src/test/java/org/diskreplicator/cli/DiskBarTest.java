package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class DiskBarTest {
  private static final int WIDTH = 10;

  @ParameterizedTest
  @CsvSource({
    "0, 0, ██████████",
    "0, 1000, '          '",
    "0, 500, '     █████'",
    "999, 1000, █████████▓",
    "900, 999, █████████░",
    "150, 250, █▒▒███████",
    "100, 110, █▓████████"
  })
  void freeSpaceIsBlank(long start, long end, String bar) {
    ExtentSet free = ExtentSet.builder().add(start, end).build();
    assertThat(DiskBar.of(free, 1000, WIDTH)).isEqualTo(bar);
  }

  static LongStream seeds() {
    return LongStream.range(0, 100);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void onlyWhatIsWhollyUsedIsFullAndOnlyWhatIsWhollyFreeIsBlank(long seed) {
    Random random = new Random(seed);
    long cell = 1L << (9 + random.nextInt(30));
    ExtentSet.Builder builder = ExtentSet.builder();
    for (int i = 0; i < random.nextInt(20); i++) {
      long start = (long) (random.nextDouble() * cell * WIDTH);
      builder.add(start, Math.min(cell * WIDTH, start + (long) (random.nextDouble() * 3 * cell)));
    }
    ExtentSet free = builder.build();
    String bar = DiskBar.of(free, cell * WIDTH, WIDTH);
    assertThat(bar).hasSize(WIDTH);
    for (int i = 0; i < WIDTH; i++) {
      long freeBytes = free.intersect(new Extent(i * cell, cell)).totalBytes();
      assertThat(bar.charAt(i) == '█').as("cell %d full", i).isEqualTo(freeBytes == 0);
      assertThat(bar.charAt(i) == ' ').as("cell %d blank", i).isEqualTo(freeBytes == cell);
    }
  }

  @Test
  void oneUsedBlockOfALargeDiskIsVisible() {
    long size = 200L << 40;
    ExtentSet free = ExtentSet.builder().add(0, size / 2).add(size / 2 + 4096, size).build();
    assertThat(DiskBar.of(free, size, 72)).containsOnlyOnce("░").hasSize(72);
  }
}
