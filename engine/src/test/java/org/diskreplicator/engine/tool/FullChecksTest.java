package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.Scratch;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FullChecksTest {
  private static final Path FILE = Path.of("/disk");

  /** What a scratch file was made over, and whether it is closed. */
  private final List<String> scratches = new ArrayList<>();

  private static final String VERSION = "fsck.fat 4.2 (2021-01-31)\n";
  private static final String SUMMARY = "/disk: 2 files, 393/129022 clusters\n";
  private static final String UNCHANGED = "\nLeaving filesystem unchanged.\n";

  @Test
  void e2fsck_agrees_with_code_0_only() {
    String passes = "Pass 5: Checking group summary information\n/disk: 11/128 files\n";

    assertThat(ext(new Answer(0, passes, "e2fsck 1.47.0 (5-Feb-2023)\n")).agrees()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 12, 134, 137, 139, 143})
  void e2fsck_disagrees_with_any_other_end(int code) {
    Verdict verdict =
        ext(
            new Answer(
                code, "Free blocks count wrong (5, counted=4).\nFix? no\n", "e2fsck 1.47\n"));

    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings())
        .isEqualTo(
            "Free blocks count wrong (5, counted=4).\nFix? no\ne2fsck ended with code " + code);
  }

  @ParameterizedTest
  @ValueSource(ints = {16, 32, 36})
  void e2fsck_called_wrongly_or_cancelled_is_a_failure(int code) {
    assertThatThrownBy(() -> ext(new Answer(code, "", "cancelled!\n")))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("cancelled!");
  }

  @Test
  void e2fsck_takes_an_offset() {
    ScriptedRunner runner =
        new ScriptedRunner().expect("", "e2fsck", "-f", "-n", "/disk?offset=512");

    assertThat(new FullChecks(runner).check(FullCheck.EXT, FILE, 512).agrees()).isTrue();
  }

  @Test
  void findings_are_short_and_printable() {
    String many = "line\u001b[31m\n".repeat(1000) + "x".repeat(1000) + "\n";

    String findings = ext(new Answer(4, many, "")).findings();

    assertThat(findings.lines())
        .hasSize(10)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(310));
    assertThat(findings).doesNotContain("\u001b").contains("line?[31m");
  }

  @Test
  void fsck_fat_agrees_when_it_finds_nothing() {
    assertThat(fat(new Answer(0, VERSION + SUMMARY, ""))).isEqualTo(new Verdict(true, ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Free cluster summary wrong (66049 vs. really 128629)\n  Auto-correcting.\n",
        """
        FSINFO sector has bad magic number(s):
          Offset 0: 0x41615200 != expected 0x41615252
          Auto-correcting it.
        Free cluster summary uninitialized (should be 128629)
        """,
        """
        There are differences between boot sector and its backup.
        This is mostly harmless. Differences: (offset:original/backup)
          3:58/6d, 4:59/6b
          Not automatically fixing this.
        """,
        """
        There is no backup boot sector.
          Auto-creating backup boot block.
        Created backup of boot sector in sector 6
        """,
        """
        Volume label 'HELLO' stored in root directory and label 'XELLO' stored in boot sector and different.
          Auto-copying volume label from root directory to boot sector.
        """
      })
  void fsck_fat_agrees_when_only_hints_are_wrong(String findings) {
    assertThat(fat(new Answer(1, VERSION + findings + UNCHANGED + SUMMARY, "")).agrees()).isTrue();
  }

  @Test
  void fsck_fat_agrees_on_fat32_with_few_clusters() {
    String warning =
        """
        Warning: Filesystem is FAT32 according to fat_length and fat32_length fields,
          but has only 9952 clusters, less than the required minimum of 65525.
          This may lead to problems on some systems.
        """;

    assertThat(fat(new Answer(0, VERSION + SUMMARY, warning)).agrees()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/A.BIN\n  Contains a free cluster (10). Assuming EOF.\n",
        "Reclaimed 1 unused cluster (2048 bytes).\n",
        "FATs differ but appear to be intact.\n  Using first FAT.\n",
        """
        Dirty bit is set. Fs was not properly unmounted and some data may be corrupt.
         Automatically removing dirty bit.
        """,
        "Free cluster summary wrong (1 vs. really 2)\n  Auto-correcting.\n/A\n  Bad file name.\n"
      })
  void fsck_fat_disagrees_with_any_other_finding(String findings) {
    Verdict real = fat(new Answer(1, VERSION + findings + UNCHANGED + SUMMARY, ""));

    assertThat(real.agrees()).isFalse();
    assertThat(real.findings()).contains("fsck.fat ended with code 1");
    assertThat(fat(new Answer(0, VERSION + findings + SUMMARY, "")).agrees()).isFalse();
  }

  @Test
  void fsck_fat_disagrees_when_it_gives_up() {
    assertThat(fat(new Answer(1, VERSION, "Internal error: next_cluster on bad cluster\n")))
        .isEqualTo(
            new Verdict(
                false, "Internal error: next_cluster on bad cluster\nfsck.fat ended with code 1"));
    assertThat(fat(new Answer(0, VERSION, "")).agrees()).as("no summary").isFalse();
    assertThat(fat(new Answer(6, VERSION, "open: Permission denied\n")).agrees()).isFalse();
    assertThat(fat(new Answer(139, VERSION + SUMMARY, "")).agrees()).isFalse();
    assertThat(fat(new Answer(0, VERSION + SUMMARY, "Warning: x\n".repeat(25))).agrees()).isFalse();
  }

  @Test
  void fsck_fat_called_wrongly_is_a_failure() {
    assertThatThrownBy(() -> fat(new Answer(2, "", "usage\n")))
        .isInstanceOf(CommandFailedException.class);
  }

  @Test
  void ntfsresize_agrees_when_it_tells_what_is_in_use() {
    assertThat(ntfs(new Answer(0, Recorded.text("ntfs-3g-2022.10.3/info.txt"), "")).agrees())
        .isTrue();
  }

  @Test
  void ntfsresize_agrees_on_a_full_volume_that_cannot_shrink() {
    String full = Recorded.text("ntfs-3g-2022.10.3/info-full.txt");

    assertThat(ntfs(new Answer(1, full, "")).agrees()).isTrue();
  }

  @Test
  void ntfsresize_disagrees_on_a_cluster_that_the_bitmap_calls_free() {
    Verdict verdict =
        ntfs(new Answer(1, Recorded.text("ntfs-3g-2022.10.3/info-lost-cluster.txt"), ""));

    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings())
        .contains("Cluster accounting failed at 12811 (0x320b): missing cluster in $Bitmap")
        .endsWith("ERROR: NTFS is inconsistent. Run chkdsk /f on Windows then reboot it TWICE!");
  }

  @Test
  void ntfsresize_disagrees_with_any_other_end() {
    String sound = Recorded.text("ntfs-3g-2022.10.3/info.txt");

    assertThat(ntfs(new Answer(1, sound, "")).agrees()).isFalse();
    assertThat(ntfs(new Answer(139, sound, "")))
        .isEqualTo(new Verdict(false, "ntfsresize ended with code 139"));
    assertThat(ntfs(new Answer(0, "ntfsresize v2022.10.3\n", "")).agrees()).isFalse();
    assertThat(ntfs(new Answer(1, "", "ERROR: Volume is full.\n")).agrees()).isFalse();
  }

  @Test
  void fsck_exfat_agrees_with_its_praise_only() {
    String clean =
        """
        exfatprogs version : 1.2.0
        /disk: clean. directories 2, files 315
        """;
    String free =
        """
        ERROR: /d/a: cluster 0x492 is marked as free at 0x677c00. Truncate (y/N)? n
        /disk: corrupted. directories 2, files 307
        """;

    assertThat(exfat(new Answer(0, clean, "")).agrees()).isTrue();
    assertThat(exfat(new Answer(4, free, "")).agrees()).isFalse();
    assertThat(exfat(new Answer(0, "exfatprogs version : 1.2.0\n", "")).agrees()).isFalse();
  }

  @Test
  void fsck_f2fs_agrees_when_all_its_results_are_good() {
    assertThat(f2fs(new Answer(0, Recorded.text("f2fs-tools-1.15/fsck.txt"), "")))
        .isEqualTo(new Verdict(true, ""));
  }

  @Test
  void fsck_f2fs_disagrees_on_a_block_that_the_table_calls_free() {
    String lost = Recorded.text("f2fs-tools-1.15/fsck-lost-block.txt");

    assertThat(f2fs(new Answer(4, lost, "")).agrees()).isFalse();
    assertThat(f2fs(new Answer(0, lost, "")).agrees()).isFalse();
    assertThat(f2fs(new Answer(0, lost, "")).findings())
        .contains("SIT bitmap is 0x0. blk_addr[0x1a07]")
        .contains("SIT valid block bitmap checking                [Fail]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Unreachable nat entries", "SIT valid block bitmap", "other corrupted bugs"})
  void fsck_f2fs_disagrees_when_a_result_is_missing(String result) {
    String some =
        Recorded.text("f2fs-tools-1.15/fsck.txt")
            .lines()
            .filter(line -> !line.contains(result))
            .collect(Collectors.joining("\n"));

    assertThat(f2fs(new Answer(0, some, "")).agrees()).isFalse();
  }

  @Test
  void fsck_minix_agrees_when_it_says_nothing_but_that_it_was_forced() {
    String forced = "Forcing filesystem check on /disk.\n";

    assertThat(minix(new Answer(0, forced, ""))).isEqualTo(new Verdict(true, ""));
    assertThat(minix(new Answer(4, forced, "")).agrees()).isFalse();
    assertThat(minix(new Answer(0, "", "")).agrees()).isFalse();
    assertThat(minix(new Answer(0, "/disk is mounted.\t check aborted.\n", "")).agrees()).isFalse();
    assertThat(minix(new Answer(0, forced + "Zone 220: not in use, counted=1\n", "")))
        .isEqualTo(new Verdict(false, "Zone 220: not in use, counted=1"));
    assertThat(minix(new Answer(8, "", "fsck.minix: Only 1k blocks/zones supported\n")).findings())
        .isEqualTo("fsck.minix: Only 1k blocks/zones supported\nfsck.minix ended with code 8");
  }

  @Test
  void apfsck_agrees_with_code_0_and_silence() {
    assertThat(apfs(new Answer(0, "", ""))).isEqualTo(new Verdict(true, ""));
    assertThat(apfs(new Answer(0, "", "Space manager: bad allocation bitmap.\n")).agrees())
        .isFalse();
    assertThat(apfs(new Answer(1, "", "Space manager: bad allocation bitmap.\n")))
        .isEqualTo(
            new Verdict(false, "Space manager: bad allocation bitmap.\napfsck ended with code 1"));
    assertThat(apfs(new Answer(139, "", "")).agrees()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = FullCheck.class,
      names = {"FAT", "EXFAT", "NTFS", "F2FS", "MINIX", "APFS", "REISER4"})
  void only_e2fsck_has_an_offset(FullCheck check) {
    FullChecks checks = new FullChecks(new ScriptedRunner());

    assertThatThrownBy(() -> checks.check(check, FILE, 512))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void missing_programs_are_told() {
    ScriptedRunner runner =
        new ScriptedRunner()
            .expectMissing("e2fsck", "-f", "-n", "/disk")
            .expectMissing("fsck.fat", "-n", "/disk");
    FullChecks checks = new FullChecks(runner);

    assertThatThrownBy(() -> checks.check(FullCheck.EXT, FILE, 0))
        .isInstanceOf(MissingPrerequisiteException.class);
    assertThatThrownBy(() -> checks.check(FullCheck.FAT, FILE, 0))
        .isInstanceOf(MissingPrerequisiteException.class);
  }

  @Test
  void btrfs_agrees_with_code_0_and_a_word_of_praise() {
    String sound = Recorded.text("btrfs-6.2/check-sound.txt");
    String passes = Recorded.text("btrfs-6.2/check-sound.stderr");

    assertThat(btrfs(new Answer(0, sound, passes)).agrees()).isTrue();
    assertThat(btrfs(new Answer(1, sound, passes)).agrees()).isFalse();
    assertThat(btrfs(new Answer(0, "Opening filesystem to check...\n", "")).agrees()).isFalse();
    assertThat(btrfs(new Answer(0, sound.replace("no error", "an error"), "")).agrees()).isFalse();
  }

  @Test
  void btrfs_tells_what_it_found() {
    Verdict verdict =
        btrfs(
            new Answer(
                1,
                Recorded.text("btrfs-6.2/check-damaged.txt"),
                Recorded.text("btrfs-6.2/check-damaged.stderr")));

    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings()).contains("ERROR: errors found in fs roots");
  }

  @Test
  void btrfs_disagrees_when_it_cannot_open_the_file_system() {
    Answer none =
        new Answer(
            1,
            "Opening filesystem to check...\n",
            "No valid Btrfs found on /disk\nERROR: cannot open file system\n");

    assertThat(btrfs(none).agrees()).isFalse();
  }

  private static Verdict btrfs(Answer answer) {
    ScriptedRunner runner =
        new ScriptedRunner().expect(answer, "btrfs", "check", "--readonly", "/disk");
    return new FullChecks(runner).check(FullCheck.BTRFS, FILE, 0);
  }

  private static Verdict ext(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "e2fsck", "-f", "-n", "/disk");
    return new FullChecks(runner).check(FullCheck.EXT, FILE, 0);
  }

  private static Verdict fat(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "fsck.fat", "-n", "/disk");
    return new FullChecks(runner).check(FullCheck.FAT, FILE, 0);
  }

  private static Verdict ntfs(Answer answer) {
    ScriptedRunner runner =
        new ScriptedRunner().expect(answer, "ntfsresize", "--info", "--no-progress-bar", "/disk");
    return new FullChecks(runner).check(FullCheck.NTFS, FILE, 0);
  }

  private static Verdict exfat(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "fsck.exfat", "-n", "/disk");
    return new FullChecks(runner).check(FullCheck.EXFAT, FILE, 0);
  }

  private static Verdict f2fs(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "fsck.f2fs", "--dry-run", "/disk");
    return new FullChecks(runner).check(FullCheck.F2FS, FILE, 0);
  }

  private static Verdict minix(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "fsck.minix", "--force", "/disk");
    return new FullChecks(runner).check(FullCheck.MINIX, FILE, 0);
  }

  private static Verdict apfs(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "apfsck", "-c", "-u", "/disk");
    return new FullChecks(runner).check(FullCheck.APFS, FILE, 0);
  }

  private Verdict reiser4(Answer answer) {
    ScriptedRunner runner =
        new ScriptedRunner().expect(answer, "fsck.reiser4", "--check", "--yes", "/scratch");
    Window window =
        new Window() {
          @Override
          public Path path() {
            return Path.of("/scratch");
          }

          @Override
          public void close() {
            scratches.add("closed");
          }
        };
    Scratch scratch =
        file -> {
          scratches.add("over " + file);
          return window;
        };
    return new FullChecks(runner, scratch).check(FullCheck.REISER4, FILE, 0);
  }

  @Test
  void fsck_reiser4_never_gets_the_file_itself() {
    assertThat(reiser4(new Answer(0, "", "FS is consistent.\n")).agrees()).isTrue();
    assertThat(scratches).containsExactly("over /disk", "closed");
    assertThat(new FullChecks(new ScriptedRunner()).check(FullCheck.REISER4, FILE, 0).agrees())
        .as("without a place for scratch files")
        .isFalse();
  }

  @Test
  void fsck_reiser4_agrees_with_code_0_and_a_word_of_praise() {
    assertThat(reiser4(new Answer(0, "", "Closing fs...done\n")).agrees()).isFalse();
    assertThat(reiser4(new Answer(1, "", "1 fixable corruptions were detected\n")))
        .isEqualTo(
            new Verdict(
                false, "1 fixable corruptions were detected\nfsck.reiser4 ended with code 1"));
    assertThat(reiser4(new Answer(8, "", "FS is consistent.\n")).agrees()).isFalse();
  }
}
