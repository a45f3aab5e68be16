package org.diskreplicator.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.BitmapRanges.BitOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BitmapRangesTest {
  private static final long START = 1000;
  private static final long UNIT = 10;

  static IntStream seeds() {
    return IntStream.range(0, 40);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void each_bit_that_is_0_is_free_in_whatever_pieces_they_come(int seed) {
    SplittableRandom random = new SplittableRandom(seed);
    BitOrder order = seed % 2 == 0 ? BitOrder.LOWEST_FIRST : BitOrder.HIGHEST_FIRST;
    int bits = 1 + random.nextInt(400);
    byte[] bytes = new byte[(bits + 7) / 8];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : random.nextInt(2) * 255);
    }
    int cut = random.nextInt(bits) / 8;

    BitmapRanges ranges = new BitmapRanges(order, START, UNIT);
    ranges.add(ByteBuffer.wrap(bytes, 0, cut), cut * 8L);
    ranges.add(ByteBuffer.wrap(bytes, cut, bytes.length - cut), bits - cut * 8L);

    assertThat(ranges.free()).isEqualTo(expected(order, bytes, bits));
  }

  private static ExtentSet expected(BitOrder order, byte[] bytes, int bits) {
    ExtentSet.Builder free = ExtentSet.builder();
    for (int bit = 0; bit < bits; bit++) {
      int shift = order == BitOrder.LOWEST_FIRST ? bit % 8 : 7 - bit % 8;
      if ((bytes[bit / 8] & 1 << shift) == 0) {
        free.add(START + bit * UNIT, START + (bit + 1) * UNIT);
      }
    }
    return free.build();
  }

  @ParameterizedTest
  @EnumSource(BitOrder.class)
  void bits_behind_the_last_one_do_not_count(BitOrder order) {
    BitmapRanges ranges = new BitmapRanges(order, 0, 1);
    ranges.add(ByteBuffer.wrap(new byte[] {0}), 3);

    assertThat(ranges.free()).isEqualTo(ExtentSet.builder().add(0, 3).build());
  }

  @Test
  void what_lies_behind_too_many_ranges_is_used() {
    byte[] bytes = new byte[1 << 20];
    Arrays.fill(bytes, (byte) 0x55);
    BitmapRanges ranges = new BitmapRanges(BitOrder.LOWEST_FIRST, 0, 1);
    ranges.add(ByteBuffer.wrap(bytes), bytes.length * 8L);

    assertThat(ranges.free().count()).isEqualTo(1 << 20);
    assertThat(ranges.free().end((1 << 20) - 1)).isEqualTo(2 << 20);
  }
}
