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
}
