package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SectorSizeTest {
  @ParameterizedTest
  @ValueSource(ints = {512, 1024, 2048, 4096, 65536})
  void powersOfTwoAreSectors(int bytes) {
    assertThat(new SectorSize(bytes).toBytes(3)).isEqualTo(3L * bytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -512, 0, 1, 256, 511, 513, 768, 4095, 131072})
  void nothingElseIs(int bytes) {
    assertThatThrownBy(() -> new SectorSize(bytes)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anAddressThatNoDiskHasIsNotWrappedAround() {
    assertThat(SectorSize.S512.toBytes(1L << 53)).isEqualTo(1L << 62);
    assertThatThrownBy(() -> SectorSize.S512.toBytes(1L << 54))
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void sectorsCoverBytes() {
    assertThat(SectorSize.S4096.extent(6, 2)).contains(new Extent(24576, 8192));
    assertThat(SectorSize.S512.extent(7, 0)).isEmpty();
    assertThat(SectorSize.S512.extent(-7, 1)).isEmpty();
    assertThat(SectorSize.S512.extent(1L << 54, 1)).isEmpty();
    long end = Long.MAX_VALUE / 512 * 512;
    assertThat(SectorSize.S512.extent(1, -1)).contains(Extent.between(512, end));
    assertThat(SectorSize.S512.extent(1, Long.MAX_VALUE)).contains(Extent.between(512, end));
  }
}
