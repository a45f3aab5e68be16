package org.diskreplicator.engine.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers that cryptsetup wrote: the first at 0, the second at 16384. */
final class Luks2HeaderTest {
  private static final RecordedHeader RECORDED = RecordedHeader.of("luks2");
  private static final int SECOND = 16 << 10;

  private static Luks2Header read(RecordedHeader header, long size)
      throws LuksException, IOException {
    return Luks2Header.read(header.readable(size), size);
  }

  @Test
  void whatCryptsetupWroteIsRead() throws LuksException, IOException {
    Luks2Header header = read(RECORDED, RecordedHeader.SIZE);

    assertThat(header.size()).isEqualTo(SECOND);
    assertThat(header.sequence()).isEqualTo(3);
    assertThat(header.uuid()).isEqualTo("11111111-2222-4333-8444-555555555555");
    assertThat(header.text()).startsWith("{\"keyslots\":").endsWith("}");
    assertThat(Luks2Text.read(header, RecordedHeader.SIZE).extent().offset()).isEqualTo(16 << 20);
  }

  /** Magic 0, version 6, size 8, sequence 16, UUID 168, offset 256, checksum 448, text 4096. */
  @ParameterizedTest
  @CsvSource({
    "0, its header is damaged",
    "7, its header is damaged",
    "14, its header is damaged",
    "23, its header is damaged",
    "168, its header is damaged",
    "263, its header is damaged",
    "448, its header is damaged",
    "4096, its header is damaged",
    "16383, its header is damaged",
    "16384, its second header is damaged",
    "16391, its second header is damaged",
    "16647, its second header is damaged",
    "16832, its second header is damaged",
    "20480, its second header is damaged",
    "32767, its second header is damaged",
  })
  void oneByteThatIsWrongInEitherOneIsDamage(int offset, String reason) {
    assertThatThrownBy(() -> read(RECORDED.spoiled(offset), RecordedHeader.SIZE))
        .isInstanceOf(LuksException.class)
        .hasMessage(reason);
  }

  @Test
  void aChecksumThatNobodyKnowsIsNotBelieved() {
    assertThatThrownBy(() -> read(RECORDED.with(72, 'x'), RecordedHeader.SIZE))
        .hasMessage("its header has a checksum that is not known here");
  }

  @ParameterizedTest
  @CsvSource({
    "4095, its header lies behind its end",
    "16383, its header lies behind its end",
    "16384, its second header lies behind its end",
    "32767, its second header lies behind its end",
  })
  void oneThatWasCutOffIsDamaged(long size, String reason) {
    assertThatThrownBy(() -> read(RECORDED, size)).hasMessage(reason);
  }

  /** Each has its checksum, but the second is that of another container. */
  @Test
  void soundHeadersThatDifferAreNotBelieved() {
    byte[] other = RecordedHeader.of("luks2-detached").head(2 * SECOND).array();
    int[] second = new int[SECOND];
    for (int i = 0; i < SECOND; i++) {
      second[i] = other[SECOND + i];
    }
    assertThatThrownBy(() -> read(RECORDED.with(SECOND, second), RecordedHeader.SIZE))
        .hasMessageContaining("its two headers differ");
  }

  @ParameterizedTest
  @CsvSource({
    "luks2-detached, its header lies elsewhere",
    "luks2-reencrypting, it is being encrypted anew",
  })
  void whatIsNotReadIsSaid(String name, String reason) throws LuksException, IOException {
    Luks2Header header = read(RecordedHeader.of(name), RecordedHeader.SIZE);
    assertThatThrownBy(() -> Luks2Text.read(header, RecordedHeader.SIZE))
        .hasMessageContaining(reason);
  }
}
