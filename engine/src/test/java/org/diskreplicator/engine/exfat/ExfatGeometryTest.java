package org.diskreplicator.engine.exfat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExfatGeometryTest {
  private static final long MIB = 1 << 20;

  /** As mkfs.exfat makes it for 96 MiB with clusters of 8 KiB, aligned to 64 KiB. */
  private static final ExfatGeometry MADE =
      new ExfatGeometry(512, 8192, 196_608, 128, 96, 256, 12_272);

  @Test
  void theSameSizeChangesNothing() {
    assertThat(MADE.fits(96 * MIB)).isTrue();
    assertThat(MADE.resized(96 * MIB)).isEqualTo(MADE);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 12, 97, 300, 70_000, 3_000_000})
  void otherSizesHoldTheirTableAndKeepTheAlignment(long mib) {
    ExfatGeometry other = MADE.resized(mib * MIB);
    assertThat(other.fits(mib * MIB)).isTrue();
    assertThat(other.heapOffset() % 128).isZero();
    assertThat(other.tableOffset()).isEqualTo(128);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100, 4_000, 1_000_000})
  void theSmallestSizeIsEnough(long clusters) {
    ExfatGeometry smallest = MADE.resized(MADE.smallest(clusters));
    assertThat(smallest.clusters())
        .isGreaterThanOrEqualTo(clusters + smallest.clustersFor(smallest.bitmapBytes()));
    assertThat(MADE.smallest(clusters)).isLessThan((clusters + 8) * 8192 * 11 / 10 + 2 * MIB);
  }

  @Test
  void placesBehindTheEndDoNotFit() {
    assertThat(MADE.fits(95 * MIB)).isFalse();
    assertThat(new ExfatGeometry(512, 8192, 196_608, 128, 1, 256, 12_272).fits(96 * MIB)).isFalse();
  }
}
