package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParseException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JournalFileTest {
  private static final Undo A = new Undo.DeleteFile(Path.of("/a"));
  private static final Undo B = new Undo.Unmount(Path.of("/b"));

  static Stream<Undo> eachKindWithHostileText() {
    return Stream.of(
            "/x y", "/line\nfeed\r", "/\"quo'te\\", "/{}[],:", "/\u2028\u0001", "/äöü", "/-o")
        .flatMap(
            text -> {
              Path path = Path.of(text);
              return Stream.of(
                  new Undo.DeleteFile(path),
                  new Undo.DeleteTree(path),
                  new Undo.Unmount(path),
                  new Undo.UnmountDisk(path),
                  new Undo.EndProcess(4711, text),
                  new Undo.EndDaemon(path, text),
                  new Undo.EndMarked(text),
                  new Undo.RemoveContainer("diskrep-1", text),
                  new Undo.RemoveContainer("diskrep-1", ""),
                  new Undo.RemoveFarFile(
                      new FarFile(Optional.of("me"), "host", OptionalInt.of(22), printable(path))),
                  new Undo.RemoveFarFile(
                      new FarFile(Optional.empty(), "::1", OptionalInt.empty(), printable(path))));
            });
  }

  /** Others are refused by the file itself. */
  private static String printable(Path path) {
    return path.toString().replaceAll("\\p{Cntrl}", "?");
  }

  @ParameterizedTest
  @MethodSource("eachKindWithHostileText")
  void whatIsRecordedIsReadBack(Undo undo) {
    String line = JournalFile.acquireLine(undo);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(JournalFile.pending(line)).containsExactly(undo);
    assertThat(undo.describe()).doesNotContain("\n");
  }

  @Test
  void theNewestComesFirst() {
    assertThat(JournalFile.pending(JournalFile.acquireLine(A) + JournalFile.acquireLine(B)))
        .containsExactly(B, A);
  }

  @Test
  void whatIsReleasedIsGoneOnce() {
    String text = JournalFile.acquireLine(A) + JournalFile.acquireLine(A);
    assertThat(JournalFile.pending(text + JournalFile.releasedLine(A))).isEqualTo(List.of(A));
  }

  @Test
  void aLineThatACrashCutDoesNotCount() {
    String whole = JournalFile.acquireLine(A);
    String cut = JournalFile.acquireLine(B);
    for (int length = 0; length < cut.length(); length++) {
      assertThat(JournalFile.pending(whole + cut.substring(0, length))).containsExactly(A);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "[]",
        "{}",
        "{\"acquire\":{\"kind\":\"format-disk\",\"path\":\"/\"}}",
        "{\"acquire\":{\"kind\":\"delete-file\"}}",
        "{\"acquire\":{\"kind\":\"end-process\",\"pid\":\"x\",\"marker\":\"\"}}",
        "{\"acquire\":7}",
      })
  void aWholeLineThatIsNoneIsReported(String line) {
    assertThatThrownBy(() -> JournalFile.pending(line + "\n"))
        .isInstanceOf(JsonParseException.class);
  }
}
