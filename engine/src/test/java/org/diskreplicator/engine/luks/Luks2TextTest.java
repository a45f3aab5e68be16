package org.diskreplicator.engine.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.model.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class Luks2TextTest {
  private static final long MIB = 1 << 20;

  private static final String SOUND =
      """
      {"keyslots":{"0":{"type":"luks2","key_size":64,
         "area":{"type":"raw","offset":"32768","size":"258048"}}},
       "tokens":{},
       "segments":{"0":{"type":"crypt","offset":"16777216","size":"dynamic","iv_tweak":"0",
         "encryption":"aes-xts-plain64","sector_size":4096}},
       "digests":{"0":{"type":"pbkdf2","keyslots":["0"],"segments":["0"],"hash":"sha256",
         "iterations":1000,"salt":"AAAA","digest":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}},
       "config":{"json_size":"12288","keyslots_size":"16744448"}}
      """;

  private static LuksPayload read(String text) throws LuksException {
    return Luks2Text.read(new Luks2Header(16384, 1, "uuid", text), 64 * MIB + 1000);
  }

  @Test
  void aSoundOneTellsWhereTheDataIs() throws LuksException {
    LuksPayload payload = read(SOUND);
    assertThat(payload.extent()).isEqualTo(new Extent(16 * MIB, 48 * MIB));
    assertThat(payload.keyBytes()).isEqualTo(64);
    assertThat(payload.sectorBytes()).isEqualTo(4096);
    assertThat(payload.obstacle()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "\"type\":\"luks2\"|\"type\":\"reencrypt\"|encrypted anew",
        "\"encryption\":|\"integrity\":{\"type\":\"hmac(sha256)\"},\"encryption\":|dm-integrity",
        "\"json_size\"|\"requirements\":{\"mandatory\":[\"opal\"]},\"json_size\"|asks for",
        "\"segments\":{\"0\":|\"segments\":{\"1\":{},\"0\":|more than one segment",
        "\"segments\":{\"0\":|\"segments\":{\"1\":|more than one segment",
        "\"type\":\"crypt\"|\"type\":\"linear\"|kind that is not known",
        "\"offset\":\"16777216\"|\"offset\":\"0\"|lies elsewhere",
        "\"offset\":\"16777216\"|\"offset\":\"99999744\"|not there",
        "\"offset\":\"16777216\"|\"offset\":\"-512\"|no sense",
        "\"offset\":\"16777216\"|\"offset\":\"131072\"|lies in its data",
        "\"size\":\"dynamic\"|\"size\":\"67108864\"|not there",
        "\"size\":\"dynamic\"|\"size\":\"99999999999999999999\"|no sense",
        "\"sector_size\":4096|\"sector_size\":8192|not there",
        "\"offset\":\"32768\"|\"offset\":\"512\"|lies in its data",
        "\"keyslots\":[\"0\"]|\"keyslots\":[\"1\"]|none of its key slots",
        "\"type\":\"pbkdf2\"|\"type\":\"other\"|way that is not known",
        "\"salt\":\"AAAA\"|\"salt\":\"!\"|no sense",
        "\"hash\":\"sha256\",||no sense",
        "\"segments\":[\"0\"]|\"segments\":{}|no sense",
      })
  void whatIsNotKnownOrWrongIsSaid(String part, String other, String reason) {
    String text = SOUND.replace(part, other == null ? "" : other);
    assertThat(text).isNotEqualTo(SOUND);
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(LuksException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{}", "{\"config\":", "null"})
  void nonsenseIsDamage(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(LuksException.class);
  }

  @Test
  void unknownCiphersAreAnObstacle() throws LuksException {
    assertThat(read(SOUND.replace("aes-xts", "serpent-xts")).obstacle())
        .hasValueSatisfying(reason -> assertThat(reason).contains("serpent-xts-plain64"));
  }
}
