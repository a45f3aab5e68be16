package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.diskreplicator.engine.process.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CleanupTest {
  private final Path temp;
  private final StateFolder state;
  private final Cleanup cleanup =
      new Cleanup(new Undoer(command -> new CommandResult(command, 0, "", "")));

  CleanupTest(@TempDir Path temp) {
    this.temp = temp;
    state = StateFolder.at(temp.resolve("state"));
  }

  /** What a run leaves that was killed: its owner has our number but began at another time. */
  private Path deadRun(String journal) throws IOException {
    Path folder = Files.createDirectories(state.runs().resolve("dead"));
    Files.writeString(folder.resolve("journal"), journal);
    ProcessIdentity me = ProcessIdentity.current();
    Files.writeString(
        folder.resolve("owner.json"),
        "{\"pid\":%d,\"startTicks\":%d,\"bootId\":\"%s\"}"
            .formatted(me.pid(), me.startTicks() + 1, me.bootId()));
    return folder;
  }

  @Test
  void nothingIsThereAtFirst() {
    assertThat(cleanup.run(state).runs()).isZero();
  }

  @Test
  void aRunThatIsAtWorkIsLeftAlone() throws IOException {
    RunJournal journal = RunJournal.open(state);
    Path file = Files.writeString(temp.resolve("file"), "x");
    journal.record(new Undo.DeleteFile(file));
    Cleanup.Report report = cleanup.run(state);
    assertThat(report.alive()).isEqualTo(1);
    assertThat(file).exists();
    assertThat(journal.folder()).exists();
    journal.finish();
  }

  @Test
  void whatADeadRunRecordedIsReleasedAndNothingElse() throws IOException {
    Path ours = Files.writeString(temp.resolve("ours"), "x");
    Path other = Files.writeString(temp.resolve("other"), "x");
    Undo undo = new Undo.DeleteFile(ours);
    Path folder =
        deadRun(
            JournalFile.acquireLine(undo)
                + JournalFile.acquireLine(new Undo.DeleteFile(other))
                + JournalFile.releasedLine(new Undo.DeleteFile(other)));
    Cleanup.Report report = cleanup.run(state);
    assertThat(report.released()).containsExactly(undo);
    assertThat(report.failures()).isEmpty();
    assertThat(other).exists();
    assertThat(folder).doesNotExist();
    assertThat(cleanup.run(state).runs()).isZero();
  }

  @Test
  void whatFailsIsKeptForTheNextTime() throws IOException {
    Path stubborn = temp.resolve("is a folder");
    Path file = Files.createDirectories(stubborn.resolve("with something"));
    Path folder = deadRun(JournalFile.acquireLine(new Undo.DeleteFile(stubborn)));
    assertThat(cleanup.run(state).failures()).hasSize(1);
    assertThat(folder).exists();
    Files.delete(file);
    assertThat(cleanup.run(state).failures()).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aDamagedJournalIsReportedAndKept() throws IOException {
    Path folder = deadRun("nonsense\n");
    assertThat(cleanup.run(state).failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.what()).contains(folder.toString()));
    assertThat(folder).exists();
  }

  @Test
  void aRunThatDiedAtItsBirthIsRemovedLater() throws IOException {
    Path folder = Files.createDirectories(state.runs().resolve("new-1"));
    assertThat(cleanup.run(state).alive()).isEqualTo(1);
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minusSeconds(3600)));
    assertThat(cleanup.run(state).runs()).isEqualTo(1);
    assertThat(folder).doesNotExist();
  }

  /** It was killed while it removed its own folder. */
  @Test
  void whatIsLeftOfARunThatHadReleasedAllGoesAtOnce() throws IOException {
    Path folder = deadRun("");
    Files.delete(folder.resolve("journal"));
    Files.writeString(folder.resolve("window1"), "");
    assertThat(cleanup.run(state).runs()).isEqualTo(1);
    assertThat(folder).doesNotExist();
  }
}
