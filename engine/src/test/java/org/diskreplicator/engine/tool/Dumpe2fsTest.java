package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Set;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Dumpe2fsTest {
  private static final String VERSION = "dumpe2fs 1.47.0 (5-Feb-2023)\n";
  private static final Path DISK = Path.of("/disk");

  @Test
  void features_have_the_names_of_the_program() {
    assertThat(features(recorded("ext2-1k")))
        .contains("ext_attr", "resize_inode")
        .doesNotContain("extent");
  }

  @Test
  void an_offset_goes_behind_the_path() {
    ScriptedRunner runner =
        new ScriptedRunner()
            .expect(
                new Answer(0, recorded("ext2-1k"), VERSION),
                "dumpe2fs",
                "-h",
                "/disk?offset=1048576");

    assertThat(new Dumpe2fs(runner).features(DISK, 1 << 20)).contains("ext_attr");
    runner.assertDone();
  }

  @Test
  void a_journal_that_waits_shows_in_the_features() {
    assertThat(features(recorded("needs-recovery"))).contains("needs_recovery");
  }

  @Test
  void multiple_mount_protection_in_use_is_no_clean_state() {
    String inUse = recorded("mmp").replace("mmp_sequence: 0xff4d4d50", "mmp_sequence: 0x00000005");

    assertThat(header(recorded("mmp")).state()).isEqualTo("clean");
    assertThat(header(inUse).state()).isEqualTo("in use by multiple mount protection");
  }

  @Test
  void sizes_are_in_bytes() {
    assertThat(header(recorded("ext2-1k")).bytes()).isEqualTo(10240 * 1024);
    assertThat(header(recorded("ext2-1k")).blockSize()).isEqualTo(1024);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60|dumpe2fs: Superblock checksum does not match superblock while trying to open /disk"
            + "|Superblock checksum does not match superblock",
        "67|dumpe2fs: Filesystem has unsupported feature(s) while trying to open /disk"
            + "|Filesystem has unsupported feature(s)",
        "0|something new|something new",
        "1||dumpe2fs ended with code 1",
        "139||dumpe2fs ended with code 139"
      })
  void what_it_complains_of_is_the_reason(int exitCode, String stderr, String reason) {
    String complaint = stderr == null ? "" : stderr + "\n";
    Answer answer = new Answer(exitCode, recorded("ext2-1k"), VERSION + complaint);

    assertThatThrownBy(() -> features(answer))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("cannot be read: " + reason + ".");
  }

  @Test
  void a_missing_program_is_told() {
    ScriptedRunner runner = new ScriptedRunner().expectMissing("dumpe2fs", "-h", "/disk");

    assertThatThrownBy(() -> new Dumpe2fs(runner).features(DISK, 0))
        .isInstanceOf(MissingPrerequisiteException.class);
  }

  /** A label may hold line feeds, and lines of its own behind them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Block size:               1024|Block size: 1000",
        "Block size:               1024|Block size: -1024",
        "Block size:               1024|Block size: 0",
        "Block count:              10240|Block count: 9223372036854775807",
        "Block count:              10240|Block count: 99999999999999999999",
        "Block count:|Bock count:",
        "Last mounted on:|Block count: 1"
      })
  void sizes_that_contradict_are_not_believed(String text, String replacement) {
    String output = recorded("ext2-1k");
    assertThat(output).contains(text);
    Dumpe2fsHeader forged = header(output.replace(text, replacement));

    assertThatThrownBy(forged::bytes).isInstanceOf(MalformedReportException.class);
  }

  @Test
  void features_that_are_stated_twice_or_never_are_refused() {
    String forged =
        recorded("hostile-label").replace("Free blocks: 9", "Filesystem features: none");

    assertThatThrownBy(() -> features(forged)).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> features("")).isInstanceOf(RefusedException.class);
  }

  private static Set<String> features(String stdout) {
    return features(new Answer(0, stdout, VERSION));
  }

  private static Set<String> features(Answer answer) {
    return new Dumpe2fs(new ScriptedRunner().expect(answer, "dumpe2fs", "-h", "/disk"))
        .features(DISK, 0);
  }

  private static Dumpe2fsHeader header(String stdout) {
    Answer answer = new Answer(0, stdout, VERSION);
    return new Dumpe2fs(new ScriptedRunner().expect(answer, "dumpe2fs", "-h", "/disk"))
        .header(DISK);
  }

  private static String recorded(String name) {
    return Recorded.text("dumpe2fs-1.47.0/" + name + ".txt");
  }
}
