package org.diskreplicator.engine.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.model.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Luks1HeaderTest {
  private static final RecordedHeader RECORDED = RecordedHeader.of("luks1");
  private static final long PAYLOAD = 2 << 20;

  private static LuksPayload read(RecordedHeader header, long size) throws LuksException {
    return Luks1Header.read(header.head(Luks1Header.SIZE), size);
  }

  @Test
  void whatCryptsetupWroteIsRead() throws LuksException {
    LuksPayload payload = read(RECORDED, RecordedHeader.SIZE + 511);

    assertThat(payload.uuid()).isEqualTo("11111111-2222-4333-8444-555555555555");
    assertThat(payload.extent()).isEqualTo(new Extent(PAYLOAD, RecordedHeader.SIZE - PAYLOAD));
    assertThat(payload.cipher()).isEqualTo("aes-xts-plain64");
    assertThat(payload.keyBytes()).isEqualTo(64);
    assertThat(payload.sectorBytes()).isEqualTo(512);
    assertThat(payload.firstNumber()).isZero();
    assertThat(payload.obstacle()).isEmpty();
  }

  /** Places of the specification: magic 0, payload 104, key bytes 108, slots 208 of 48 bytes. */
  @ParameterizedTest
  @CsvSource({
    "0, 1, its header is damaged",
    "5, 0, its header is damaged",
    "104, 255, names places that are not there",
    "106, 1, a key slot of its header lies in its data",
    "108, 1, names places that are not there",
    "208, 1, a key slot of its header is damaged",
    "211, 0, a key slot of its header is damaged",
    "248, 1, a key slot of its header lies in its data",
    "252, 1, a key slot of its header lies in its data",
    "544, 1, a key slot of its header is damaged",
  })
  void whatCannotBeIsDamage(int offset, int value, String reason) {
    assertThatThrownBy(() -> read(RECORDED.with(offset, value), RecordedHeader.SIZE))
        .isInstanceOf(LuksException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void withoutAKeySlotNothingOpensIt() {
    RecordedHeader closed = RECORDED.with(208, 0, 0, 0xde, 0xad);
    assertThatThrownBy(() -> read(closed, RecordedHeader.SIZE))
        .hasMessageContaining("none of its key slots is in use");
  }

  @Test
  void oneThatEndsBeforeItsDataIsDamaged() {
    assertThatThrownBy(() -> read(RECORDED, PAYLOAD))
        .hasMessageContaining("names places that are not there");
  }

  @Test
  void aDetachedOneSaysThatItsDataLiesElsewhere() {
    assertThatThrownBy(() -> read(RecordedHeader.of("luks1-detached"), RecordedHeader.SIZE))
        .hasMessage("its header lies elsewhere");
  }

  @Test
  void anUnknownCipherOrHashIsAnObstacle() throws LuksException {
    assertThat(read(RECORDED.with(8, 'x'), RecordedHeader.SIZE).obstacle())
        .hasValue("its cipher xes-xts-plain64 (512 bits) is not known here");
    assertThat(read(RECORDED.with(72, 'x'), RecordedHeader.SIZE).obstacle())
        .hasValue("its key is proved by a hash that is not known here");
  }
}
