package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.ExtMaking.Shape;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class Mke2fsTest {
  private static final Path FILE = Path.of("/run/scratch");
  private static final Path DISK = Path.of("/run/disk");
  private static final String UUID = "392be7c5-a31d-3586-bea0-d3390c2ed567";
  private static final String SEED = "5a9d0c8a-dc1f-3146-8136-eeef79c0a4cc";

  @TempDir private Path tools;

  private final ScriptedRunner runner = new ScriptedRunner();

  @BeforeEach
  void installTool() throws IOException {
    assertThat(Files.createFile(tools.resolve("mke2fs")).toFile().setExecutable(true)).isTrue();
  }

  private Mke2fs mke2fs() {
    return new Mke2fs(runner, new ToolPaths(List.of(tools)));
  }

  private static Shape shape(int revision, Set<String> features) {
    return new Shape(
        revision,
        features,
        4096,
        features.contains("bigalloc") ? 65536 : 4096,
        256,
        6144,
        OptionalLong.empty(),
        features.contains("flex_bg") ? OptionalLong.of(16) : OptionalLong.empty(),
        features.contains("has_journal") ? OptionalLong.of((8 << 20) - 1) : OptionalLong.empty(),
        1,
        UUID,
        SEED);
  }

  private String[] argv(String... options) {
    String[] head = {"env", "MKE2FS_CONFIG=/dev/null", tools.resolve("mke2fs").toString()};
    String[] argv = java.util.Arrays.copyOf(head, head.length + options.length);
    System.arraycopy(options, 0, argv, head.length, options.length);
    return argv;
  }

  @Test
  void allIsTold() {
    runner.expect(
        "",
        argv(
            "-q",
            "-F",
            "-r",
            "1",
            "-O",
            "none,bigalloc,casefold,flex_bg,has_journal,sparse_super2",
            "-b",
            "4096",
            "-m",
            "0",
            "-N",
            "6144",
            "-I",
            "256",
            "-C",
            "65536",
            "-G",
            "16",
            "-J",
            "size=8",
            "-E",
            "lazy_journal_init=1,hash_seed=" + SEED + ",encoding=utf8,num_backup_sb=1",
            "-U",
            UUID,
            "--",
            "/run/scratch"));
    mke2fs()
        .make(
            FILE,
            shape(1, Set.of("has_journal", "bigalloc", "flex_bg", "casefold", "sparse_super2")));
    runner.assertDone();
  }

  @Test
  void theFirstRevisionHasNoFeatures() {
    runner.expect(
        "",
        argv(
            "-q",
            "-F",
            "-r",
            "0",
            "-O",
            "none",
            "-b",
            "4096",
            "-m",
            "0",
            "-N",
            "6144",
            "-E",
            "lazy_journal_init=1,hash_seed=" + SEED,
            "-U",
            UUID,
            "--",
            "/run/scratch"));
    mke2fs().make(FILE, shape(0, Set.of()));
    runner.assertDone();
  }

  @Test
  void theLastLineIsTheReason() {
    String said =
        "\nYour mke2fs.conf file does not define the ext3 filesystem type.\n"
            + "mke2fs: Invalid filesystem option set: x\n\n";
    ScriptedRunner.Answer refusal = new ScriptedRunner.Answer(1, "", said);
    runner.expect(
        refusal,
        argv(
            "-q",
            "-F",
            "-r",
            "1",
            "-O",
            "none,x",
            "-b",
            "4096",
            "-m",
            "0",
            "-N",
            "6144",
            "-I",
            "256",
            "-E",
            "lazy_journal_init=1,hash_seed=" + SEED,
            "-U",
            UUID,
            "--",
            "/run/scratch"));
    assertThatThrownBy(() -> mke2fs().make(FILE, shape(1, Set.of("x"))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("made anew: Invalid filesystem option set: x. Copy");
  }

  @ParameterizedTest
  @CsvSource({
    "'         0    3989504        0        0          68        0        0', false",
    "'      1000          0        1        0           0        0        0', true",
    "'      1000          0        0       20           0        0        0', true",
    "'      1000          0        0        0           0        7        0', true",
    "'      1000          0        0        0           0        0    10000', true"
  })
  void limitsAreSeen(String line, boolean limited) {
    runner.expect(
        "   user id      space    quota    limit      inodes    quota    limit\n" + line + "\n",
        "debugfs",
        "-R",
        "list_quota user",
        "/run/disk?offset=1048576");
    assertThat(mke2fs().hasLimits(DISK, 1 << 20, List.of("usrquota"))).isEqualTo(limited);
  }

  @Test
  void withoutQuotasNothingIsAsked() {
    assertThat(mke2fs().hasLimits(DISK, 0, List.of())).isFalse();
    runner.assertDone();
  }
}
