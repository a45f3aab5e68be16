package org.diskreplicator.engine.luks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.volume.Keyring;
import org.diskreplicator.engine.volume.LayerReader.Found;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers of cryptsetup, with the volume keys that it told of them. */
final class LuksLayerTest {
  private static final String KEY_ONE =
      "a0e159fad4e78fa42567bdb3ab60c0c793d0cec475decb6c350c92a2076f19ac"
          + "4e2873ef7ed8b5b6ab9ba8c615fda66f046494629c3895b2bade18a3e6ec66fb";
  private static final String KEY_TWO =
      "d8f40ce6478608f93f349d819769b24b68d4199b62ca4919a66d06d14dda0d2c"
          + "e22a9b64f047194cecabbf53f68cc5aaaaba27ad3f70bdcfc595d39a558db764";
  private static final long SIZE = RecordedHeader.SIZE;

  private final Keyring keys = new Keyring();

  /** A key that has one answer for all containers. */
  private record Given(String title, Attempt answer) implements LuksKey {
    static Given opening(String volumeKey) {
      return new Given("the right key", new Opened(HexFormat.of().parseHex(volumeKey)));
    }

    @Override
    public Attempt open(Path container) {
      return answer;
    }
  }

  private static final LuksKey WRONG = new Given("the wrong key", new LuksKey.WrongKey());

  private LuksLayer layer(LuksKey... given) {
    return new LuksLayer(List.of(given), keys);
  }

  private static Found read(LuksLayer layer, RecordedHeader header, long size) {
    return layer.read(List.of(header.member(size)), placement -> Path.of("window"));
  }

  @ParameterizedTest
  @CsvSource({"luks1, 2097152, " + KEY_ONE, "luks2, 16777216, " + KEY_TWO})
  void withItsKeyItHoldsAVolume(String name, long start, String key) {
    LuksLayer layer = layer(WRONG, Given.opening(key));

    Found found = read(layer, RecordedHeader.of(name), SIZE);

    assertThat(found.maps().get(0).free().isEmpty()).as("nothing free in the container").isTrue();
    assertThat(found.maps().get(0).state()).isEqualTo(ContentState.CLEAN);
    assertThat(found.volumes()).hasSize(1);
    assertThat(found.volumes().get(0).onDisk())
        .isEqualTo(ExtentSet.of(new Extent(start, SIZE - start)));
    Placement.Enciphered place =
        (Placement.Enciphered) found.volumes().get(0).placement().orElseThrow();
    assertThat(keys.find(place.key())).isPresent();
    assertThat(place.key()).doesNotContain(key.substring(0, 8));
  }

  /** Slots that were exchanged would decipher to noise, and all of that would look free. */
  @Test
  void aVolumeKeyThatItsHeaderDoesNotKnowIsRefused() {
    LuksLayer layer = layer(Given.opening(KEY_ONE));

    Found found = read(layer, RecordedHeader.of("luks2"), SIZE);

    assertWhole(found, ContentState.DAMAGED, "its key slots hold another key than its header says");
  }

  @Test
  void aVolumeKeyOfAnotherLengthIsRefused() {
    Found found =
        read(layer(Given.opening(KEY_TWO.substring(64))), RecordedHeader.of("luks2"), SIZE);

    assertWhole(found, ContentState.DAMAGED, "its key slots hold another key than its header says");
  }

  @Test
  void theKeyIsClearedOnceItIsKnown() {
    byte[] key = HexFormat.of().parseHex(KEY_TWO);

    read(layer(new Given("k", new LuksKey.Opened(key))), RecordedHeader.of("luks2"), SIZE);

    assertThat(key).containsOnly(0);
  }

  @Test
  void withoutAKeyItIsCopiedWholeAndSaysHowItNeedNotBe() {
    LuksLayer layer = layer();
    assertWhole(
        read(layer, RecordedHeader.of("luks2"), SIZE), ContentState.UNKNOWN, "--luks-key-file");
    layer.finish();
  }

  @Test
  void aKeyThatFitsNowhereIsRefusedAtTheEnd() {
    LuksLayer layer = layer(WRONG, Given.opening(KEY_TWO));
    read(layer, RecordedHeader.of("luks2"), SIZE);
    assertThatThrownBy(layer::finish)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("the wrong key")
        .hasMessageNotContaining("the right key");
  }

  @Test
  void whatCryptsetupCannotDoIsNoMistakeOfTheUser() {
    LuksLayer layer = layer(new Given("k", new LuksKey.Failed("no memory")));
    assertWhole(
        read(layer, RecordedHeader.of("luks2"), SIZE), ContentState.UNSUPPORTED, "no memory");
    layer.finish();
  }

  @ParameterizedTest
  @CsvSource({
    "luks1, 0, DAMAGED, its header is damaged",
    "luks1, 8, UNSUPPORTED, its cipher",
    "luks2, 0, DAMAGED, its header is damaged",
    "luks2, 6, DAMAGED, its header is damaged",
    "luks2, 5000, DAMAGED, its header is damaged",
    "luks2, 20480, DAMAGED, its second header is damaged",
    "luks2-detached, 1000000, UNSUPPORTED, its header lies elsewhere",
    "luks2-reencrypting, 1000000, UNSUPPORTED, it is being encrypted anew",
  })
  void whatCannotBeTrustedIsCopiedWhole(
      String name, int spoiled, ContentState state, String reason) {
    RecordedHeader header = RecordedHeader.of(name);
    RecordedHeader other = spoiled < 100_000 ? header.spoiled(spoiled) : header;
    assertWhole(read(layer(Given.opening(KEY_TWO)), other, SIZE), state, reason);
  }

  @ParameterizedTest
  @CsvSource({"luks1, 100", "luks1, 2097152", "luks2, 4095", "luks2, 20000", "luks2, 16777216"})
  void whatWasCutOffIsCopiedWhole(String name, long size) {
    Found found = read(layer(Given.opening(KEY_TWO)), RecordedHeader.of(name), size);
    assertThat(found.volumes()).isEmpty();
    assertThat(found.maps().get(0).free().isEmpty()).isTrue();
    assertThat(found.maps().get(0).state()).isEqualTo(ContentState.DAMAGED);
  }

  private static void assertWhole(Found found, ContentState state, String reason) {
    assertThat(found.volumes()).isEmpty();
    assertThat(found.maps()).hasSize(1);
    assertThat(found.maps().get(0).free().isEmpty()).isTrue();
    assertThat(found.maps().get(0).state()).isEqualTo(state);
    assertThat(found.maps().get(0).reason()).contains(reason);
  }
}
