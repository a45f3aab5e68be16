package org.diskreplicator.engine.btrfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkTest {
  private static final long ADDRESS = 1 << 30;
  private static final long LENGTH = 6 << 20;
  private static final int TURN = 64 << 10;

  /** Stripe {@code i} begins at {@code i} GiB of device {@code i}. */
  private static Chunk chunk(int flags, int stripes, int group) throws UntrustworthyException {
    ByteBuffer item = SyntheticBtrfs.little(48 + 32 * stripes);
    item.putLong(0, LENGTH).putLong(16, TURN).putLong(24, flags);
    item.putShort(44, (short) stripes).putShort(46, (short) group);
    for (int i = 0; i < stripes; i++) {
      item.putLong(48 + 32 * i, i).putLong(56 + 32 * i, (long) i << 30);
    }
    return Chunk.read(ADDRESS, item, 0, item.limit());
  }

  /** Byte by byte, as the kernel computes it; -1 where the stripe does not hold the byte. */
  private static long place(long logical, int stripe, int turns, int group) {
    long turn = logical / TURN;
    return turn % turns == stripe / group ? turn / turns * TURN + logical % TURN : -1;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "32, 2, 2, 1",
    "16, 2, 1, 1",
    "8, 3, 1, 3",
    "8, 1, 1, 1",
    "64, 4, 2, 2"
  })
  void each_stripe_holds_what_the_kernel_puts_there(int flags, int stripes, int group, int turns)
      throws UntrustworthyException {
    Chunk chunk = chunk(flags | 1, stripes, group);
    Random random = new Random(flags);
    assertThat(chunk.stripeLength()).isEqualTo(LENGTH / turns);
    int equal = stripes / turns;
    for (int i = 0; i < 200; i++) {
      long from = random.nextInt((int) LENGTH / 4096 - 60) * 4096L;
      long to = from + random.nextInt(1, 60) * 4096L;
      for (int s = 0; s < stripes; s++) {
        long bytes = 0;
        long first = Long.MAX_VALUE;
        for (long at = from; at < to; at += 4096) {
          long place = place(at, s, turns, equal);
          bytes += place < 0 ? 0 : 4096;
          first = place < 0 ? first : Math.min(first, place);
        }
        Chunk.Range range = chunk.place(chunk.stripes().get(s), ADDRESS + from, ADDRESS + to);
        assertThat(range.end() - range.start()).isEqualTo(bytes);
        if (bytes > 0) {
          assertThat(range.start()).isEqualTo(((long) s << 30) + first);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"128, 4, 3", "256, 5, 3"})
  void with_parity_a_whole_stripe_is_used(int flags, int stripes, int turns)
      throws UntrustworthyException {
    Chunk chunk = chunk(flags | 1, stripes, 1);

    assertThat(chunk.place(chunk.stripes().get(2), ADDRESS, ADDRESS + 4096))
        .isEqualTo(new Chunk.Range(2L << 30, (2L << 30) + LENGTH / turns));
  }
}
