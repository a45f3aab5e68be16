package org.diskreplicator.engine.ext;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChecksumsTest {
  private static final ByteBuffer DIGITS =
      ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));

  /** The usual check value of CRC-32C, which is inverted at the end as ours is not. */
  @Test
  void bytes_have_their_check_value() {
    assertThat(Checksums.none().ofBytes(DIGITS, 9)).isEqualTo(~0xe3069283);
  }

  @Test
  void a_seed_of_ones_is_no_seed() {
    assertThat(Checksums.ofAll(-1).of(DIGITS)).isEqualTo(~0xe3069283);
  }

  @Test
  void a_seed_is_the_checksum_of_what_came_before() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 100; i++) {
      byte[] uuid = new byte[16];
      random.nextBytes(uuid);
      int seed = Checksums.none().ofBytes(ByteBuffer.wrap(uuid), 16);

      assertThat(Checksums.ofAll(seed).of(DIGITS))
          .isEqualTo(Checksums.ofAll(ByteBuffer.wrap(uuid)).of(DIGITS));
    }
  }
}
