package org.diskreplicator.engine.tool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ExtFileSystems.Layout;
import org.diskreplicator.engine.port.ExtFileSystems.Result;
import org.diskreplicator.engine.port.ExtFileSystems.Unreadable;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Dumpe2fsTest {
  private static final String VERSION = "dumpe2fs 1.47.0 (5-Feb-2023)\n";
  private static final Path DISK = Path.of("/disk");

  @Test
  void free_ranges_are_relative_to_the_file_system() {
    Layout layout = layout(recorded("ext2-1k"));

    assertThat(layout.blockSize()).isEqualTo(1024);
    assertThat(layout.blocks()).isEqualTo(10240);
    assertThat(layout.freeBlocks()).isEqualTo(9484);
    assertThat(layout.state()).isEqualTo("clean");
    assertThat(layout.features()).contains("ext_attr", "resize_inode").doesNotContain("extent");
    assertThat(layout.free())
        .isEqualTo(blocks(1024, 381, 383, 387, 389, 393, 395, 402, 8192, 8556, 10239));
    assertThat(layout.free().totalBytes()).isEqualTo(layout.freeBlocks() * 1024);
  }

  @Test
  void groups_without_a_bitmap_on_disk_count_as_well() {
    Layout layout = layout(recorded("ext4-4k"));

    assertThat(layout.free().totalBytes()).isEqualTo(layout.freeBlocks() * 4096);
    assertThat(layout.free().end(layout.free().count() - 1)).isEqualTo(6144 * 4096);
  }

  @Test
  void bigalloc_frees_the_last_cluster_of_a_range_as_a_whole() {
    Layout layout = layout(recorded("bigalloc-16k"));

    assertThat(layout.free()).isEqualTo(blocks(1024, 1568, 20479));
    assertThat(layout.free().totalBytes()).isEqualTo(layout.freeBlocks() * 1024);
  }

  @Test
  void bigalloc_printed_with_the_true_last_block_reads_alike() {
    String fixed = recorded("bigalloc-16k").replace("1568-20464", "1568-20479");

    assertThat(layout(fixed).free()).isEqualTo(blocks(1024, 1568, 20479));
  }

  @Test
  void a_single_free_cluster_is_free_as_a_whole() {
    String single =
        recorded("bigalloc-16k").replace("1568-20464", "1568").replace("1182 free", "1 free");

    assertThat(layout(single).free()).isEqualTo(blocks(1024, 1568, 1583));
  }

  @Test
  void an_offset_goes_behind_the_path() {
    ScriptedRunner runner =
        new ScriptedRunner()
            .expect(
                new Answer(0, recorded("ext2-1k"), VERSION), "dumpe2fs", "/disk?offset=1048576");

    assertThat(new Dumpe2fs(runner).read(DISK, 1 << 20)).isInstanceOf(Layout.class);
    runner.assertDone();
  }

  @Test
  void a_journal_that_waits_shows_in_the_features() {
    assertThat(layout(recorded("needs-recovery")).features()).contains("needs_recovery");
  }

  @Test
  void multiple_mount_protection_in_use_is_no_clean_state() {
    String inUse = recorded("mmp").replace("mmp_sequence: 0xff4d4d50", "mmp_sequence: 0x00000005");

    assertThat(layout(recorded("mmp")).state()).isEqualTo("clean");
    assertThat(layout(inUse).state()).isEqualTo("in use by multiple mount protection");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "156|dumpe2fs: Block bitmap checksum does not match bitmap while trying to read '/d' bitmaps"
            + "|Block bitmap checksum does not match bitmap",
        "67|dumpe2fs: Filesystem has unsupported feature(s) while trying to open /disk"
            + "|Filesystem has unsupported feature(s)",
        "0|something new|something new",
        "1||dumpe2fs ended with code 1",
        "139||dumpe2fs ended with code 139"
      })
  void what_it_complains_of_is_the_reason(int exitCode, String stderr, String reason) {
    String complaint = stderr == null ? "" : stderr + "\n";

    assertThat(read(new Answer(exitCode, recorded("ext2-1k"), VERSION + complaint)))
        .isEqualTo(new Unreadable(reason));
  }

  @Test
  void a_missing_program_is_told() {
    ScriptedRunner runner = new ScriptedRunner().expectMissing("dumpe2fs", "/disk");

    assertThatThrownBy(() -> new Dumpe2fs(runner).read(DISK, 0))
        .isInstanceOf(MissingPrerequisiteException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"hostile-label", "journal-device"})
  void recorded_outputs_that_cannot_be_believed(String name) {
    assertThat(read(recorded(name))).isInstanceOf(Unreadable.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // a list that does not fit its group
        "381-383, 387|381-383, 386",
        "402-8192|402-8193",
        "402-8192|402-8191",
        "387-389|389-387",
        "387-389|380-382",
        "387-389|",
        "387-389|x",
        "387-389|387-",
        "387-389, |387-389 ",
        "387-389|99999999999999999999",
        "7800 free blocks|7801 free blocks",
        "7800 free blocks|unknown",
        "  Free blocks: 8556-10239|",
        // groups out of their turn
        "Group 1: (Blocks 8193-10239)|Group 0: (Blocks 1-8192)",
        "Group 1: (Blocks 8193-10239)|Group 1: (Blocks 8193-10240)",
        "Group 1: (Blocks 8193-10239)|Nothing",
        "Filesystem volume name:|Group 0: (Blocks 1-8192)",
        // a superblock that is incomplete, forged or absurd
        "Block count:|Bock count:",
        "Block size:               1024|Block size: 1000",
        "Block size:               1024|Block size: -1024",
        "Block size:               1024|Block size: 0",
        "Block count:              10240|Block count: 9223372036854775807",
        "Block count:              10240|Block count: 99999999999999999999",
        "Block count:              10240|Block count: 0",
        "Blocks per group:         8192|Blocks per group: 0",
        "Blocks per group:         8192|Blocks per group: 16384",
        "Last mounted on:|Filesystem state: clean",
        "First block:              1|First block: 0"
      })
  void a_contradiction_makes_it_unreadable(String text, String replacement) {
    String output = recorded("ext2-1k");
    assertThat(output).contains(text);
    String forged = output.replace(text, replacement == null ? "" : replacement);

    assertThat(read(forged)).isInstanceOf(Unreadable.class);
  }

  @Test
  void a_part_of_a_cluster_makes_it_unreadable() {
    String output = recorded("bigalloc-16k");

    assertThat(read(output.replace("1568-20464", "1569-20464"))).isInstanceOf(Unreadable.class);
    assertThat(read(output.replace("1568-20464", "1568-20470"))).isInstanceOf(Unreadable.class);
  }

  @Test
  void an_empty_output_is_unreadable() {
    assertThat(read("")).isInstanceOf(Unreadable.class);
  }

  /** Neighbouring seeds of {@code Random} give the same first number; these do not. */
  static Stream<SplittableRandom> seeds() {
    return IntStream.range(0, 40).mapToObj(SplittableRandom::new);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_set_of_free_blocks_is_read_back(SplittableRandom random) {
    PrintedExt printed = PrintedExt.random(random);

    Layout layout = layout(printed.text());

    assertThat(layout.free()).isEqualTo(printed.free());
    assertThat(layout.freeBlocks() * layout.blockSize()).isEqualTo(printed.free().totalBytes());
  }

  private static Layout layout(String stdout) {
    Result result = read(stdout);
    assertThat(result).isInstanceOf(Layout.class);
    return (Layout) result;
  }

  private static Result read(String stdout) {
    return read(new Answer(0, stdout, VERSION));
  }

  private static Result read(Answer answer) {
    return new Dumpe2fs(new ScriptedRunner().expect(answer, "dumpe2fs", "/disk")).read(DISK, 0);
  }

  /** Free ranges from pairs of first and last block. */
  private static ExtentSet blocks(long blockSize, long... pairs) {
    ExtentSet.Builder builder = ExtentSet.builder();
    for (int i = 0; i < pairs.length; i += 2) {
      Extent range = Extent.between(pairs[i] * blockSize, (pairs[i + 1] + 1) * blockSize);
      builder.add(range.offset(), range.end());
    }
    return builder.build();
  }

  private static String recorded(String name) {
    String resource = "/dumpe2fs-1.47.0/" + name + ".txt";
    try (InputStream in =
        Objects.requireNonNull(Dumpe2fsTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
