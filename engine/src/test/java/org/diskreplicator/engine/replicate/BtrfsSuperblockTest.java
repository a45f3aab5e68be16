package org.diskreplicator.engine.replicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.diskreplicator.engine.failure.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BtrfsSuperblockTest {
  private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

  BtrfsSuperblockTest() {
    bytes.put(32, HexFormat.of().parseHex("00112233445566778899aabbccddeeff"));
    bytes.put(64, "_BHRfS_M".getBytes(StandardCharsets.US_ASCII));
    bytes.putLong(120, 123_456).putLong(136, 1).putInt(144, 4096).putInt(148, 16_384);
    bytes.putLong(180, 0x3).putLong(188, 0x37b).putShort(196, (short) 1);
    bytes.put(299, "a label".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void everythingThatMkfsIsToldIsRead() {
    BtrfsSuperblock superblock = BtrfsSuperblock.of(bytes);
    assertThat(superblock.uuid()).isEqualTo("00112233-4455-6677-8899-aabbccddeeff");
    assertThat(superblock.label()).isEqualTo("a label");
    assertThat(superblock.used()).isEqualTo(123_456);
    assertThat(superblock.sectorSize()).isEqualTo(4096);
    assertThat(superblock.nodeSize()).isEqualTo(16_384);
    assertThat(superblock.checksum()).isEqualTo("xxhash");
    assertThat(superblock.isMixed()).isFalse();
    assertThat(superblock.hasFreeSpaceTree()).isTrue();
    assertThat(superblock.features()).containsExactly("extref", "skinny-metadata", "no-holes");
  }

  @Test
  void whatIsMissingIsRefusedToMkfs() {
    bytes.putLong(180, 0x8).putLong(188, 0x5);
    assertThat(BtrfsSuperblock.of(bytes).features())
        .containsExactly("^extref", "^skinny-metadata", "^no-holes", "block-group-tree");
    assertThat(BtrfsSuperblock.of(bytes).isMixed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "64, 0, its superblock",
    "136, 2, several devices",
    "56, 4294967296, a seed",
    "188, 4096, features",
    "180, 16, features",
    "196, 9, checksum"
  })
  void whatCannotBeMadeAnewIsRefusedWithTheReason(int offset, long value, String reason) {
    bytes.putLong(offset, value);
    assertThatThrownBy(() -> BtrfsSuperblock.of(bytes))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason)
        .hasMessageEndingWith("copy its blocks.");
  }
}
