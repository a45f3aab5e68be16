package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RunJournalTest {
  private final RunJournal journal;

  RunJournalTest(@TempDir Path temp) {
    journal = RunJournal.open(StateFolder.at(temp));
  }

  /** Through a channel, the first would fail, and so would all others after it. */
  @Test
  void anInterruptedThreadClosesItForNobody() throws IOException {
    Thread.currentThread().interrupt();
    journal.record(new Undo.DeleteFile(Path.of("/x/first")));
    assertThat(Thread.interrupted()).isTrue();
    journal.record(new Undo.DeleteFile(Path.of("/x/second")));
    assertThat(Files.readString(journal.folder().resolve(JournalFile.NAME)))
        .contains("/x/first", "/x/second");
    journal.finish();
  }
}
