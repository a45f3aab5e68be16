package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class XfsRepairTest {
  private static final String[] LOGPRINT = {"xfs_logprint", "-t", "/disk"};
  private static final String[] REPAIR = {"xfs_repair", "-n", "-f", "/disk"};
  private static final String CLEAN_LOG = Recorded.text("xfs_logprint-6.1.0/clean.txt");

  private static Answer recorded(int code, String name) {
    return new Answer(
        code,
        Recorded.text("xfs_repair-6.1.0/" + name + ".stdout"),
        Recorded.text("xfs_repair-6.1.0/" + name + ".stderr"));
  }

  private static Verdict check(Answer log, Answer repair) {
    ScriptedRunner runner = new ScriptedRunner().expect(log, LOGPRINT).expect(repair, REPAIR);
    Verdict verdict = check(runner);
    runner.assertDone();
    return verdict;
  }

  private static Verdict check(ScriptedRunner runner) {
    return new FullChecks(runner).check(FullCheck.XFS, Path.of("/disk"), 0);
  }

  @Test
  void it_agrees_when_the_log_is_clean_and_nothing_is_found() {
    assertThat(check(new Answer(0, CLEAN_LOG, ""), recorded(0, "clean")).agrees()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "wrong-count, 'Phase 7 - verify link counts...'",
    "bad-inode, 'Phase 7 - verify link counts...'",
    "nothing, fatal error"
  })
  void any_finding_disagrees(String name, String words) {
    Verdict verdict = check(new Answer(0, CLEAN_LOG, ""), recorded(1, name));

    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings()).contains("xfs_repair ended with code 1").contains(words);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 134, 137, 139})
  void any_code_but_0_disagrees(int code) {
    assertThat(check(new Answer(0, CLEAN_LOG, ""), recorded(code, "clean")).agrees()).isFalse();
  }

  @Test
  void a_check_that_did_not_come_to_its_end_disagrees() {
    assertThat(check(new Answer(0, CLEAN_LOG, ""), new Answer(0, "", "Phase 1")).agrees())
        .isFalse();
  }

  @Test
  void an_alert_disagrees_whatever_the_code() {
    String end = "ALERT: a log\nNo modify flag set, skipping filesystem flush and exiting.\n";

    assertThat(check(new Answer(0, CLEAN_LOG, ""), new Answer(0, "", end)).agrees()).isFalse();
  }

  /** Standard error of many lines, of which results keep the last ones. */
  @Test
  void an_alert_far_from_the_end_disagrees() {
    String end =
        "ALERT: a log\n" + "Phase\n".repeat(300) + "skipping filesystem flush and exiting.";

    assertThat(check(new Answer(0, CLEAN_LOG, ""), new Answer(0, "", end)).agrees()).isFalse();
  }

  /** Which is how a file of somebody else, or a window, refuses it; the check reads the log too. */
  @Test
  void a_log_that_may_not_be_opened_for_writing_is_left_to_the_check() {
    String refusal = "xfs_logprint: cannot open /disk: Permission denied\nxfs_logprint:\n";
    Answer refused = new Answer(1, "xfs_logprint:\n", refusal);

    assertThat(check(refused, recorded(0, "clean")).agrees()).isTrue();
    assertThat(check(refused, new Answer(0, "", "ALERT: a log\nand exiting.")).agrees()).isFalse();
  }

  @Test
  void a_log_that_needs_replay_disagrees_at_once() {
    String dirty = Recorded.text("xfs_logprint-6.1.0/dirty.txt");
    ScriptedRunner runner = new ScriptedRunner().expect(dirty, LOGPRINT);

    Verdict verdict = check(runner);

    assertThat(verdict).isEqualTo(new Verdict(false, "xfs_logprint does not call its log clean"));
    runner.assertDone();
  }

  @Test
  void a_log_that_cannot_be_read_disagrees() {
    ScriptedRunner runner = new ScriptedRunner().expect(new Answer(1, CLEAN_LOG, ""), LOGPRINT);

    assertThat(check(runner).agrees()).isFalse();
  }

  @Test
  void without_the_program_it_cannot_be_checked() {
    assertThatThrownBy(() -> check(new ScriptedRunner().expectMissing(LOGPRINT)))
        .isInstanceOf(MissingPrerequisiteException.class);
  }
}
