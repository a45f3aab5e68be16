package org.diskreplicator.engine.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Map;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;
import org.diskreplicator.engine.port.FakeFileTree;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;

final class TreeComparisonTest {
  private final FakeFileTree source = new FakeFileTree();
  private final FakeFileTree copy = new FakeFileTree();
  private final Differences differences = new Differences();
  private final TreeComparison comparison =
      new TreeComparison(source, copy, differences, new CancelToken(), bytes -> {});

  private void both(String path, String content) {
    source.file(path, content);
    copy.file(path, content);
  }

  private void finds(String where, String what) {
    comparison.run();
    assertThat(differences.first()).containsExactly(new Difference(where, what));
  }

  private static FileEntry entry(
      FileKind kind, int mode, long uid, long gid, Instant modified, Map<String, String> more) {
    return new FileEntry("x", kind, mode, uid, gid, 1, "n", 0, 0, modified, more);
  }

  private static FileEntry plain() {
    return entry(FileKind.REGULAR, 0644, 0, 0, Instant.EPOCH, Map.of());
  }

  private void findsIn(FileEntry changed, String what) {
    source.with("d/x", plain());
    copy.with("d/x", changed);
    finds("d/x", what);
  }

  @Test
  void equalTreesHaveNoDifference() {
    both("a/b/c", "deep");
    both("a/b/d", "");
    both("z", "last");
    comparison.run();
    assertThat(differences.count()).isZero();
    assertThat(comparison.files()).isEqualTo(5);
    assertThat(comparison.bytes()).isEqualTo(8);
  }

  @Test
  void foldersOfOneDepthAreListedTogether() {
    for (int i = 0; i < 50; i++) {
      both("folder" + i + "/file", "x");
    }
    comparison.run();
    assertThat(source.listings()).isEqualTo(2);
  }

  @Test
  void aMissingFolderIsOneDifference() {
    both("a", "1");
    source.file("b/c", "2").file("b/d", "3");
    finds("b", "missing in the copy, with all that is in it");
  }

  @Test
  void anExtraNameIsADifference() {
    both("a", "1");
    both("c", "3");
    copy.file("b", "2");
    finds("b", "missing in the source");
  }

  @Test
  void aMissingLastNameIsADifference() {
    both("a", "1");
    source.file("b", "2");
    finds("b", "missing in the copy");
  }

  @Test
  void theModeIsCompared() {
    findsIn(
        entry(FileKind.REGULAR, 04755, 0, 0, Instant.EPOCH, Map.of()),
        "mode 0644 in the source, 4755 in the copy");
  }

  @Test
  void theOwnerIsCompared() {
    findsIn(
        entry(FileKind.REGULAR, 0644, 7, 0, Instant.EPOCH, Map.of()),
        "owner 0 in the source, 7 in the copy");
  }

  @Test
  void theGroupIsCompared() {
    findsIn(
        entry(FileKind.REGULAR, 0644, 0, 7, Instant.EPOCH, Map.of()),
        "group 0 in the source, 7 in the copy");
  }

  @Test
  void oneNanosecondCounts() {
    findsIn(
        entry(FileKind.REGULAR, 0644, 0, 0, Instant.ofEpochSecond(0, 1), Map.of()),
        "modified 1970-01-01T00:00:00Z in the source, 1970-01-01T00:00:00.000000001Z in the copy");
  }

  @Test
  void theKindIsCompared() {
    findsIn(
        entry(FileKind.FIFO, 0600, 0, 0, Instant.EPOCH, Map.of()),
        "it is a file in the source, fifo in the copy");
  }

  @Test
  void anEmptyAttributeIsNotNone() {
    findsIn(
        entry(FileKind.REGULAR, 0644, 0, 0, Instant.EPOCH, Map.of("user.a", "")),
        "user.a none in the source, empty in the copy");
  }

  @Test
  void contentIsComparedToTheLastByte() {
    source.file("f", "a".repeat(1 << 20) + "x");
    copy.file("f", "a".repeat(1 << 20) + "y");
    finds("f", "content differs from byte 1048576 on");
  }

  @Test
  void filesOfAnotherSizeAreNotRead() {
    source.file("f", "1");
    copy.file("f", "12");
    finds("f", "size 1 in the source, 2 in the copy");
    assertThat(source.opened()).isEmpty();
  }

  @Test
  void aHoleThatIsFilledIsADifference() {
    both("f", "0123\0\0\0\0abcd");
    source.sparse("f", ExtentSet.of(new Extent(0, 4), new Extent(8, 4)));
    finds("f", "data 0-4, 8-12 in the source, 0-12 in the copy");
  }

  @Test
  void holesOfBothAreNotRead() {
    source.file("f", "0123AAAAabcd");
    copy.file("f", "0123BBBBabcd");
    source.sparse("f", ExtentSet.of(new Extent(0, 4), new Extent(8, 4)));
    copy.sparse("f", ExtentSet.of(new Extent(0, 4), new Extent(8, 4)));
    comparison.run();
    assertThat(differences.count()).isZero();
    assertThat(comparison.bytes()).isEqualTo(8);
  }

  @Test
  void dataOfOneSideAloneIsRead() {
    source.file("f", "0123\0\0\0\0abcd");
    copy.file("f", "0123BBBBabcd");
    source.sparse("f", ExtentSet.of(new Extent(0, 4), new Extent(8, 4)));
    comparison.run();
    assertThat(differences.first()).contains(new Difference("f", "content differs from byte 4 on"));
  }

  @Test
  void aFileWithSeveralNamesIsReadOnce() {
    both("a", "same");
    both("b", "same");
    source.linked("n1", "a", "b");
    copy.linked("m1", "a", "b");
    comparison.run();
    assertThat(differences.count()).isZero();
    assertThat(source.opened()).containsExactly("a");
  }

  @Test
  void aBrokenLinkIsADifference() {
    both("a", "same");
    both("b", "same");
    source.linked("n1", "a", "b");
    comparison.run();
    assertThat(differences.first())
        .contains(new Difference("a", "number of names 2 in the source, 1 in the copy"));
  }

  @Test
  void linksThatAreCrossedAreADifference() {
    for (String name : new String[] {"a", "b", "c", "d"}) {
      both(name, "same");
    }
    source.linked("n1", "a", "b").linked("n2", "c", "d");
    copy.linked("m1", "a", "c").linked("m2", "b", "d");
    comparison.run();
    assertThat(differences.first())
        .contains(
            new Difference("b", "one file with a in the source, not in the copy"),
            new Difference("c", "one file with a in the copy, not in the source"));
  }

  @Test
  void theRootIsComparedToo() {
    copy.with(
        "", new FileEntry("", FileKind.FOLDER, 0700, 0, 0, 1, "n", 0, 0, Instant.EPOCH, Map.of()));
    finds("/", "mode 0644 in the source, 0700 in the copy");
  }

  @Test
  void allAreCountedAndTheFirstAreKept() {
    for (int i = 0; i < 100; i++) {
      source.file("f" + i, "x");
    }
    comparison.run();
    assertThat(differences.count()).isEqualTo(100);
    assertThat(differences.first()).hasSize(20);
  }

  @Test
  void aCancelEndsIt() {
    CancelToken cancel = new CancelToken();
    cancel.cancel();
    TreeComparison stopped = new TreeComparison(source, copy, differences, cancel, bytes -> {});
    assertThatThrownBy(stopped::run).isInstanceOf(CancelledException.class);
  }
}
