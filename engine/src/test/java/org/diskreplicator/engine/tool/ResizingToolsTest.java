package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResizingToolsTest {
  private static final Path FILE = Path.of("/window");
  private static final Content EXT = Content.of(Signature.ofType("ext4"));
  private static final Content NTFS = Content.of(Signature.ofType("ntfs"));
  private static final String TOLD = "Estimated minimum size of the filesystem: 2000\n";
  private static final String INFO =
      """
      Collecting resizing constraints ...
      You might resize at 17096704 bytes or 18 MB (freeing 297 MB).
      """;

  private final ScriptedRunner runner = new ScriptedRunner();
  private final Resizers resizers = new ResizingTools(runner);

  private void header(String features, String state) {
    runner.expect(
        Recorded.text("dumpe2fs-1.47.0/ext4-4k.txt")
            .split("\\n\\n", 2)[0]
            .replaceFirst("(Filesystem features: +)", "$1" + features + " ")
            .replaceFirst("(Filesystem state: +)clean", "$1" + state),
        "dumpe2fs",
        "-h",
        "/window");
  }

  private void smallest(String told) {
    runner.expect(told, "resize2fs", "-f", "-P", "/window");
  }

  private void resize(long bytes) {
    resizers.resize(EXT, FILE, bytes, new CancelToken());
    runner.assertDone();
  }

  @Test
  void anExtCanShrinkToWhatItsToolTells() {
    header("", "clean");
    smallest(TOLD);

    assertThat(resizers.range(EXT, FILE))
        .isEqualTo(new Resizers.Range(OptionalLong.of(2000 * 4096), true, ""));
  }

  @Test
  void aWaitingJournalAsksForMore() {
    header("needs_recovery", "clean");
    smallest(TOLD);

    assertThat(resizers.range(EXT, FILE).smallest()).hasValue(2125 * 4096);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bigalloc", "sparse_super2"})
  void whatItsToolSpoilsKeepsItsSize(String feature) {
    header(feature, "clean");

    Resizers.Range range = resizers.range(EXT, FILE);
    assertThat(range.smallest()).isEmpty();
    assertThat(range.grows()).isFalse();
    assertThat(range.obstacle()).contains(feature);
  }

  @Test
  void anExtWithFixedInodeNumbersGrowsOnly() {
    header("stable_inodes", "clean");

    Resizers.Range range = resizers.range(EXT, FILE);
    assertThat(range.smallest()).isEmpty();
    assertThat(range.grows()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"not clean", "clean with errors"})
  void anExtThatIsNotCleanKeepsItsSize(String state) {
    header("", state);
    assertThat(resizers.range(EXT, FILE))
        .isEqualTo(Resizers.Range.none("its state is '" + state + "'"));

    header("", state);
    assertThatThrownBy(() -> resize(50_000_000))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(state);
  }

  @Test
  void anExtWhoseSuperblockCannotBeReadKeepsItsSize() {
    runner.expect(new Answer(1, "", "Bad magic number\n"), "dumpe2fs", "-h", "/window");

    assertThat(resizers.range(EXT, FILE))
        .isEqualTo(Resizers.Range.none("its superblock cannot be read"));
  }

  @Test
  void anExtIsCheckedAndThenResized() {
    header("", "clean");
    runner.expect("", "e2fsck", "-f", "-n", "/window");
    header("", "clean");
    smallest(TOLD);
    runner.expect("", "resize2fs", "-f", "/window", "97656s");

    resize(50_000_000);
  }

  @Test
  void aJournalIsReplayedFirst() {
    header("needs_recovery", "clean");
    runner.expect(new Answer(1, "recovering journal\n", ""), "e2fsck", "-p", "/window");
    runner.expect("", "e2fsck", "-f", "-n", "/window");
    header("", "clean");
    smallest(TOLD);
    runner.expect("", "resize2fs", "-f", "/window", "97656s");

    resize(50_000_000);
  }

  @Test
  void aJournalThatNeedsAnAnswerIsRefused() {
    header("needs_recovery", "clean");
    runner.expect(new Answer(4, "UNEXPECTED INCONSISTENCY\n", ""), "e2fsck", "-p", "/window");

    assertThatThrownBy(() -> resize(50_000_000)).isInstanceOf(RefusedException.class);
  }

  @Test
  void aDamagedExtIsRefused() {
    header("", "clean");
    runner.expect(
        new Answer(4, "Pass 1: Checking inodes\nFree blocks count wrong\n", ""),
        "e2fsck",
        "-f",
        "-n",
        "/window");

    assertThatThrownBy(() -> resize(50_000_000))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("(Free blocks count wrong)");
  }

  @Test
  void lessThanTheSmallestIsNeverTried() {
    header("", "clean");
    runner.expect("", "e2fsck", "-f", "-n", "/window");
    header("", "clean");
    smallest(TOLD);

    assertThatThrownBy(() -> resize(1_000_000))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it needs 8192000");
  }

  @Test
  void whatTheToolSaysIsTold() {
    header("", "clean");
    runner.expect("", "e2fsck", "-f", "-n", "/window");
    header("", "clean");
    smallest(TOLD);
    runner.expect(
        new Answer(1, "", "resize2fs 1.47.0\nresize2fs: New size is too large.\n\n"),
        "resize2fs",
        "-f",
        "/window",
        "97656s");

    assertThatThrownBy(() -> resize(50_000_000))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("New size is too large.");
  }

  private void probe(int code) {
    runner.expect(new Answer(code, "", ""), "ntfs-3g.probe", "--readwrite", "/window");
  }

  private void info(Answer answer) {
    runner.expect(answer, "ntfsresize", "--info", "--no-progress-bar", "/window");
  }

  @Test
  void anNtfsCanShrinkToWhatItsToolTells() {
    info(new Answer(0, INFO, ""));

    assertThat(resizers.range(NTFS, FILE))
        .isEqualTo(new Resizers.Range(OptionalLong.of(17_096_704), true, ""));
  }

  @Test
  void aSuspendedWindowsKeepsItsSize() {
    probe(14);
    assertThatThrownBy(() -> resizers.resize(NTFS, FILE, 1 << 30, new CancelToken()))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("suspended");
  }

  @Test
  void anNtfsThatWaitsForACheckKeepsItsSize() {
    info(new Answer(1, "ERROR: Volume is scheduled for check.\nRun chkdsk /f\n", ""));

    assertThat(resizers.range(NTFS, FILE))
        .isEqualTo(Resizers.Range.none("ntfsresize said: Volume is scheduled for check"));
  }

  @Test
  void anNtfsIsResized() {
    probe(0);
    runner.expect(
        "", "ntfsresize", "--force", "--no-progress-bar", "--size", "50000000", "/window");

    resizers.resize(NTFS, FILE, 50_000_000, new CancelToken());
    runner.assertDone();
  }

  @Test
  void nothingElseIsServed() {
    Content xfs = Content.of(Signature.ofType("xfs"));

    assertThat(resizers.serves(xfs)).isFalse();
    assertThat(resizers.range(xfs, FILE).grows()).isFalse();
    assertThatThrownBy(() -> resizers.resize(xfs, FILE, 1, new CancelToken()))
        .isInstanceOf(RefusedException.class);
  }
}
