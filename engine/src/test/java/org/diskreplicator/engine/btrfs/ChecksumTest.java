package org.diskreplicator.engine.btrfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksumTest {
  /** As xxhsum -H64 prints them. */
  @ParameterizedTest
  @CsvSource({
    "'', ef46db3751d8e999",
    "a, d24ec4f1a98c6e5b",
    "abc, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, fbcea83c8a378bf1"
  })
  void xxhash(String text, String hash) {
    assertThat(XxHash64.of(ByteBuffer.wrap(text.getBytes(US_ASCII))))
        .isEqualTo(Long.parseUnsignedLong(hash, 16));
  }

  /** As b2sum -l 256 prints them. */
  @ParameterizedTest
  @CsvSource({
    "0, 0e5751c026e543b2e8ab2eb06099daa1d1e5df47778f7787faab45cdf12fe3a8",
    "3, 3d8c3d594928271f44aad7a04b177154806867bcf918e1549c0bc16f9da2b09b",
    "128, c3582f71ebb2be66fa5dd750f80baae97554f3b015663c8be377cfcb2488c1d1",
    "129, f7f3c46ba2564ff4c4c162da1f5b605f9f1c4aa6a20652a9f9a337c1a2f5b9c9",
    "300, 940563f11807c8ba3192299e05cf544b82463742c8a5e80c2a5d81751cd8b0ca"
  })
  void blake2(int length, String digest) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }

    assertThat(HexFormat.of().formatHex(Blake2b.of(ByteBuffer.wrap(bytes)))).isEqualTo(digest);
  }
}
