package org.diskreplicator.engine.xfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A log counts as clean only when its last record is certainly an unmount. */
class LogTest {
  @TempDir Path folder = Path.of("");

  /** The log has 128 blocks of 512 bytes. */
  static IntStream heads() {
    return IntStream.rangeClosed(1, 128);
  }

  @ParameterizedTest
  @MethodSource("heads")
  void an_unmount_before_the_head_is_clean_wherever_that_is(int head) throws IOException {
    assertClean(xfs().log(7, head, 1, 1));
    assertClean(xfs().log(7, head, 8, 16));
  }

  @Test
  void the_first_cycle_follows_zeros() throws IOException {
    assertClean(xfs().log(1, 2, 1, 1));
    assertClean(xfs().log(1, 128, 1, 1));
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "2, 1, 1", "64, 1, 1", "128, 1, 1", "100, 8, 16", "5, 8, 16"})
  void a_last_record_without_an_unmount_needs_replay(int head, int header, int data)
      throws IOException {
    SyntheticXfs xfs = xfs().log(9, head, header, data);
    int operation = xfs.logBlock(head - data);

    assertNeedsReplay(xfs.patch(operation + 9, 0x10), "its log needs replay");
  }

  @ParameterizedTest
  @CsvSource({
    "two operations, 43, 2",
    "no operation, 43, 0",
    "longer than it is, 14, 4",
    "no length, 14, 0",
    "endless, 12, 127",
    "another version, 11, 3",
    "another cycle, 7, 8",
    "another place, 23, 1",
    "of another file system, 304, 9",
    "no buffer, 322, 0",
    "endless buffer, 320, 127"
  })
  void a_last_record_in_disorder_needs_replay(String name, int offset, int value)
      throws IOException {
    SyntheticXfs xfs = xfs().log(9, 60, 1, 1);

    assertNeedsReplay(xfs.patch(xfs.logBlock(58) + offset, value), "");
  }

  @Test
  void a_record_that_ends_before_the_head_needs_replay() throws IOException {
    SyntheticXfs xfs = xfs().log(9, 60, 8, 16);

    assertNeedsReplay(xfs.patch(xfs.logBlock(36) + 14, 0x10), "its log needs replay");
  }

  @Test
  void an_operation_of_another_client_needs_replay() throws IOException {
    SyntheticXfs xfs = xfs().log(9, 60, 1, 1);

    assertNeedsReplay(xfs.patch(xfs.logBlock(59) + 8, 0x69), "its log needs replay");
  }

  @ParameterizedTest
  @CsvSource({"0, 9", "0, 7", "13, 8", "57, 7", "59, 8", "60, 9", "60, 7", "61, 9", "127, 7"})
  void a_block_of_another_cycle_needs_replay(int block, int cycle) throws IOException {
    SyntheticXfs xfs = xfs().log(9, 60, 1, 1);

    SyntheticXfs disordered = xfs.patch(xfs.logBlock(block), 0, 0, 0, cycle);

    if (cycle == 9 && block < 60) {
      assertClean(disordered);
    } else {
      assertNeedsReplay(disordered, "");
    }
  }

  /** As xfs_repair leaves them when it empties a log. */
  @Test
  void zeros_behind_the_head_are_no_disorder() throws IOException {
    SyntheticXfs xfs = xfs().log(4, 2, 1, 1);

    assertClean(xfs.patch(xfs.logBlock(2), new int[60 * 512]));
  }

  @Test
  void zeros_before_the_head_need_replay() throws IOException {
    SyntheticXfs xfs = xfs().log(4, 60, 1, 1);

    assertNeedsReplay(xfs.patch(xfs.logBlock(30), new int[4]), "its log was written out of order");
  }

  @Test
  void an_empty_log_is_not_certainly_clean() throws IOException {
    SyntheticXfs xfs = xfs();

    assertNeedsReplay(
        xfs.patch(xfs.logOffset(), new int[128 * 512]), "there is nothing in its log");
  }

  @Test
  void a_log_without_records_is_not_clean() throws IOException {
    SyntheticXfs xfs = xfs().log(9, 60, 1, 1);

    assertNeedsReplay(
        xfs.patch(xfs.logBlock(58), 0, 0, 0, 9), "its log has no record before its head");
  }

  private static SyntheticXfs xfs() {
    return SyntheticXfs.usual(5).free(0, 500, 100);
  }

  private void assertClean(SyntheticXfs xfs) throws IOException {
    UsedMap map = map(xfs);
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().totalBytes()).isEqualTo(100 * 1024);
  }

  private void assertNeedsReplay(SyntheticXfs xfs, String reason) throws IOException {
    UsedMap map = map(xfs);
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.NEEDS_REPLAY);
    assertThat(map.reason()).startsWith("not clean: " + reason);
    assertThat(map.free().isEmpty()).isTrue();
  }

  private UsedMap map(SyntheticXfs xfs) throws IOException {
    Path disk = folder.resolve("disk");
    return new XfsUsedMaps().read(disk, xfs.write(disk, 0));
  }
}
