package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.CleanupException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CleanupStackTest {
  private final Path temp;
  private final StateFolder state;
  private final RunJournal journal;
  private final Undoer undoer = new Undoer(command -> new CommandResult(command, 0, "", ""));
  private final CleanupStack stack;
  private final List<String> log = new ArrayList<>();

  CleanupStackTest(@TempDir Path temp) {
    this.temp = temp;
    state = StateFolder.at(temp.resolve("state"));
    journal = RunJournal.open(state);
    stack = new CleanupStack(journal, undoer);
  }

  private CleanupStack.Entry pushLogged(String name) {
    return stack.pushAction(name, () -> log.add(name));
  }

  private Path pushFile(String name) throws IOException {
    Path file = temp.resolve(name);
    stack.push(new Undo.DeleteFile(file));
    return Files.writeString(file, "x");
  }

  @Test
  void theNewestGoesFirst() {
    pushLogged("first");
    pushLogged("second");
    pushLogged("third");
    stack.close();
    assertThat(log).containsExactly("third", "second", "first");
    assertThat(journal.folder()).doesNotExist();
  }

  @Test
  void whatIsReleasedOrForgottenIsNotReleasedAgain() throws IOException {
    CleanupStack.Entry released = pushLogged("released");
    Path kept = temp.resolve("kept");
    CleanupStack.Entry forgotten = stack.push(new Undo.DeleteFile(kept));
    Files.writeString(kept, "x");
    stack.release(released);
    stack.release(released);
    stack.forget(forgotten);
    stack.close();
    assertThat(log).containsExactly("released");
    assertThat(kept).exists();
  }

  @Test
  void theJournalKnowsBeforeTheThingExists() throws IOException {
    Undo undo = new Undo.DeleteFile(temp.resolve("file"));
    stack.push(undo);
    String journalText = Files.readString(journal.folder().resolve("journal"));
    assertThat(JournalFile.pending(journalText)).containsExactly(undo);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aFailureAtAnyStepStopsNoOther(int failing) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      files.add(pushFile("file" + i));
    }
    Path stubborn = files.get(failing);
    Files.delete(stubborn);
    Files.createDirectories(stubborn.resolve("not empty"));
    assertThatThrownBy(stack::close)
        .isInstanceOf(CleanupException.class)
        .hasMessageContaining("delete " + stubborn);
    for (Path file : files) {
      assertThat(Files.exists(file)).as("%s", file).isEqualTo(file.equals(stubborn));
    }
    Files.delete(stubborn.resolve("not empty"));
    Cleanup.Report report = new Cleanup(undoer).run(state);
    assertThat(report.released()).containsExactly(new Undo.DeleteFile(stubborn));
    assertThat(stubborn).doesNotExist();
    assertThat(journal.folder()).doesNotExist();
  }

  @Test
  void allFailuresAreTold() {
    stack.pushAction("one", () -> fail("1"));
    stack.pushAction("two", () -> fail("2"));
    CleanupException failure = catchThrowableOfType(CleanupException.class, stack::close);
    assertThat(failure.left()).containsExactly("two", "one");
    assertThat(failure).hasMessageContaining("2").hasCauseInstanceOf(RefusedException.class);
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  private static void fail(String message) {
    throw new RefusedException(message);
  }

  @Test
  void aReleaseThatFailsIsTriedAgainAtTheEnd() {
    int[] trials = new int[1];
    CleanupStack.Entry entry =
        stack.pushAction(
            "late",
            () -> {
              trials[0]++;
              if (trials[0] == 1) {
                fail("not yet");
              }
            });
    assertThatThrownBy(() -> stack.release(entry)).isInstanceOf(RefusedException.class);
    stack.close();
    assertThat(trials[0]).isEqualTo(2);
  }
}
