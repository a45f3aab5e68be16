package org.diskreplicator.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.it.sandbox.Damage.Seen.NO;
import static org.diskreplicator.it.sandbox.Damage.Seen.YES;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests of the tests: a copy that is spoiled in one place fails the proof that is there for it. */
@ExtendWith(SandboxLab.class)
@TestInstance(Lifecycle.PER_CLASS)
class BrokenCopyIT {
  private static final String GPT_ROOT = "part=$((97 << 20));";
  private static final String ZOO = "part=$((1 << 20));";

  private final Map<String, Row> rows = new HashMap<>();

  static List<Damage> damages() {
    return List.of(
        new Damage(
            "a byte of a file changed",
            "gpt",
            GPT_ROOT + "printf '\\125' | put $(($(block_of /usr/lib/lib1.so) + 1000))",
            Proof.FILES,
            "partition 3: \"usr/lib/lib1.so\": sha256 is \"\\w+\", on the copy \"\\w+\"",
            YES,
            YES),
        new Damage(
            "a used block dropped",
            "gpt",
            GPT_ROOT + "fallocate -p -o $(block_of /usr/lib/lib1.so) -l $(block_size) \"$disk\"",
            Proof.USED_BYTES,
            "bytes \\d+ to \\d+ differ",
            YES,
            YES),
        new Damage(
            "an attribute of a file lost",
            "zoo",
            ZOO + "debug 'ea_rm /attributes/file user.plain'",
            Proof.FILES,
            "partition 1: \"attributes/file\": xattrs: user.plain is \"\\w+\", on the copy missing",
            YES,
            YES),
        new Damage(
            "the mode of a file changed",
            "zoo",
            ZOO + "debug 'set_inode_field /attributes/file mode 0100600'",
            Proof.FILES,
            "partition 1: \"attributes/file\": mode is \"\\d+\", on the copy \"0600\"",
            YES,
            YES),
        new Damage(
            "a hard link lost",
            "zoo",
            ZOO + "debug 'unlink /links/one/b'",
            Proof.FILES,
            "partition 1: \"links/one/b\" is only on the source",
            YES,
            YES),
        new Damage(
            "a block called free",
            "gpt",
            GPT_ROOT + "debug \"freeb $(debug 'bmap /usr/lib/lib1.so 0')\"",
            Proof.CHECK,
            "only on the copy: partition 3: exit code 4",
            YES,
            NO),
        new Damage(
            "boot code wiped",
            "mbr",
            "head -c 440 /dev/zero | put 0",
            Proof.USED_BYTES,
            "bytes 0 to 512 differ",
            YES,
            YES),
        new Damage(
            "a partition renamed",
            "gpt",
            "sfdisk --quiet --part-label \"$disk\" 3 other",
            Proof.TABLE,
            "only on the copy: .*name=\"other\".*",
            YES,
            YES),
        new Damage(
            "swap label lost",
            "gpt",
            "head -c 16 /dev/zero | put $(((65 << 20) + 1052))",
            Proof.IDENTITY,
            "only on the source: partition 2: LABEL=swap-gpt",
            YES,
            YES),
        new Damage(
            "a deleted file's text left in",
            "gpt",
            "printf 'DISKREP FIXTURE: DELETED DATA, MUST NOT TRAVEL' | put $free",
            Proof.DELETED_DATA,
            "a deleted file's text at \\d+",
            NO,
            NO),
        new Damage(
            "the end cut off",
            "gpt",
            "truncate -s -1M \"$disk\"",
            Proof.IMAGE,
            "the size is 502267904 instead of 503316480",
            YES,
            YES));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("damages")
  void theProofSeesIt(Damage damage, Sandbox sandbox) {
    Row row = row(damage.fixture(), sandbox);
    try (Specimen specimen = new Specimen(sandbox, row.copy(Step.RAW))) {
      damage.doTo(specimen.image(), row.original().facts().firstFreeByte(), sandbox);

      Judgement judgement = row.judge(specimen.disk());

      assertThat(judgement.of(damage.proof()))
          .as(judgement.toString())
          .anySatisfy(line -> assertThat(line).matches(damage.said()));
      verify(sandbox, row, specimen).exits(damage.verify().exitCode);
      verify(sandbox, row, specimen, "--files").exits(damage.files().exitCode);
    }
  }

  @Test
  void anUnspoiledCopyPasses(Sandbox sandbox) {
    Row row = row("gpt", sandbox);
    try (Specimen specimen = new Specimen(sandbox, row.copy(Step.RAW))) {
      assertThat(row.judge(specimen.disk()).toString()).isEmpty();
      verify(sandbox, row, specimen).exits(0);
      verify(sandbox, row, specimen, "--files").exits(0);
    }
  }

  private static SandboxResult verify(
      Sandbox sandbox, Row row, Specimen specimen, String... options) {
    List<Object> argv = new ArrayList<>(List.of("diskrep", "verify"));
    argv.addAll(List.of(options));
    argv.add(row.original().disk().image());
    argv.add(specimen.image());
    return sandbox.root(argv.toArray()).run();
  }

  private Row row(String fixture, Sandbox sandbox) {
    return rows.computeIfAbsent(fixture, name -> new Row(sandbox, new Examiner(sandbox), name));
  }

  @AfterAll
  void close() {
    rows.values().forEach(Row::close);
  }
}
