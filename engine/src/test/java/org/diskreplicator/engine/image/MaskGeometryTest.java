package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskGeometryTest {
  private static final long TB = 1_000_000_000_000L;

  @ParameterizedTest(name = "ranges aligned to {0}: clusters of {1}")
  @CsvSource({
    "1, 16384",
    "512, 16384",
    "1024, 32768",
    "4096, 131072",
    "65536, 2097152",
    "1048576, 2097152"
  })
  void hidesEveryByteOfARange(long alignment, int cluster) {
    ExtentSet free = ExtentSet.of(new Extent(3 * alignment, 5 * alignment));
    assertThat(MaskGeometry.choose(1 << 30, free).clusterBytes()).isEqualTo(cluster);
  }

  @Test
  void letsTheDisksEndBeAnywhere() {
    ExtentSet free = ExtentSet.of(new Extent(1 << 20, (1 << 20) + 512));
    assertThat(MaskGeometry.choose(free.end(0), free).clusterBytes()).isEqualTo(2 << 20);
  }

  @ParameterizedTest(name = "{0} TB free: clusters of {1}")
  @CsvSource({"1, 131072", "10, 131072", "20, 262144", "100, 1048576", "200, 2097152"})
  void keepsTheWalkShort(long terabytes, int cluster) {
    ExtentSet free = ExtentSet.of(new Extent(4096, terabytes * TB - 8192));
    assertThat(MaskGeometry.choose(terabytes * TB, free).clusterBytes()).isEqualTo(cluster);
  }

  @Test
  void staysExactOnALargeDiskWithLittleFreeSpace() {
    ExtentSet free = ExtentSet.of(new Extent(4096, 4096));
    assertThat(MaskGeometry.choose(200 * TB, free).clusterBytes()).isEqualTo(128 << 10);
  }

  @Test
  void respectsTheLimitOfTheL1Table() {
    ExtentSet free = ExtentSet.of(new Extent(512, 512));
    assertThat(MaskGeometry.choose(200 * TB, free).clusterBytes()).isEqualTo(32 << 10);
    assertThat(MaskGeometry.choose(60 * TB, free).clusterBytes()).isEqualTo(16 << 10);
  }

  @Test
  void keepsTheTablesOfScatteredRangesSmall() {
    ExtentSet.Builder scattered = ExtentSet.builder().add(0, 512);
    for (long i = 1; i < 200_000; i++) {
      scattered.add(i << 24, (i << 24) + 4096);
    }
    // 200,000 tables of 16 KiB, 50,000 of 32 KiB, 12,500 of 64 KiB: the first below 1 GiB.
    assertThat(MaskGeometry.choose(4 * TB, scattered.build()).clusterBytes()).isEqualTo(64 << 10);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8192, 24576, 4 << 20})
  void refusesOtherSizes(int cluster) {
    assertThatThrownBy(() -> new MaskGeometry(cluster))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
