package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlkidTest {
  private static Signature probe(Answer answer) {
    ScriptedRunner runner =
        new ScriptedRunner()
            .expect(
                answer, "blkid", "-p", "-o", "udev", "-O", "1048576", "-S", "4096", "/run/disk");
    Signature signature = new Blkid(runner).probe(Path.of("/run/disk"), new Extent(1L << 20, 4096));
    runner.assertDone();
    return signature;
  }

  private static Signature probe(String output) {
    return probe(new Answer(0, output, ""));
  }

  @Test
  void aLabelIsReadWithoutLoss() {
    assertThat(probe(Recorded.text("blkid-2.38.1/ext4-hostile-label.txt")))
        .isEqualTo(
            new Signature(
                Optional.of("ext4"),
                Optional.of("1.0"),
                Optional.of("é \n\"$(id)\\x41"),
                Optional.of("11111111-2222-3333-4444-555555555555"),
                Optional.empty()));
  }

  @Test
  void theVersionOfFatIsItsWidth() {
    Signature fat = probe(Recorded.text("blkid-2.38.1/fat12.txt"));
    assertThat(fat.type()).contains("vfat");
    assertThat(fat.version()).contains("FAT12");
    assertThat(fat.label()).contains("A B");
    assertThat(fat.uuid()).contains("1234-5678");
  }

  @Test
  void aTableIsNoContent() {
    Signature table = probe(Recorded.text("blkid-2.38.1/gpt.txt"));
    assertThat(table.tableType()).contains("gpt");
    assertThat(table.type()).isEmpty();
  }

  @Test
  void whatClaimsToBeSeveralThingsIsNothing() {
    Answer ambivalent = new Answer(8, Recorded.text("blkid-2.38.1/ambivalent.txt"), "");
    assertThat(probe(ambivalent)).isEqualTo(Signature.NONE);
  }

  @Test
  void nothingFoundIsAnAnswer() {
    assertThat(probe(new Answer(2, "", ""))).isEqualTo(Signature.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 127, 139})
  void otherCodesAreFailures(int code) {
    assertThatThrownBy(() -> probe(new Answer(code, "ID_FS_TYPE=ext4\n", "blkid: no")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("blkid: no");
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a\\x20b, 'a b'",
    "\\xc3\\xa9, é",
    "\\x5cx41, \\x41",
    "\\x4, \\x4",
    "\\xzz, \\xzz",
    "x\\x, x\\x",
    "a=b, a=b"
  })
  void escapesAreDecodedOnce(String encoded, String label) {
    assertThat(probe("ID_FS_LABEL_ENC=" + encoded + "\n").label()).contains(label);
  }

  @Test
  void aLabelCannotPretendToBeAnotherField() {
    Signature signature = probe("ID_FS_LABEL_ENC=x\\x0aID_FS_TYPE=swap\nID_FS_TYPE=ext4\n");
    assertThat(signature.type()).contains("ext4");
    assertThat(signature.label()).contains("x\nID_FS_TYPE=swap");
  }
}
