package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.port.FarFiles.Naming;
import org.diskreplicator.engine.port.FarFiles.Unfinished;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.port.RemoteNames;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.FarFile;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server as sftp shows it: batches come in, one after the other, and are answered. */
final class SshFilesTest {
  private static final RemoteAddress ADDRESS =
      RemoteAddress.parse("ssh://me@host:2222/far%20away/copy.raw");

  private record Reply(int exitCode, String stdout, String stderr) {}

  private static final Reply FREE =
      new Reply(0, "", "stat remote: No such file or directory\nCan't ls: \"/x\" not found");
  private static final Reply THERE =
      new Reply(
          0,
          " 100 60 40 50 60%\n-rw-r--r--    ? 0 0 17 Nov 23 23:12 /far away/copy.raw\n",
          "Can't change directory: \"/far away/copy.raw\" is not a directory");
  private static final Reply DONE = new Reply(0, "", "");

  private final Path folder;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final RemoteNames names = new RemoteNames();
  private final List<List<String>> batches = new ArrayList<>();
  private final Deque<Reply> replies = new ArrayDeque<>();
  private final List<String> made = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final SshFiles files;

  SshFilesTest(@TempDir Path temp) {
    journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    folder = journal.folder();
    stack = new CleanupStack(journal, new Undoer(this::answer));
    files = new SshFiles(this::answer, this::export, names, stack, folder);
  }

  private CommandResult answer(Command command) {
    assertThat(command.argv()).startsWith("sftp").endsWith("-P", "2222", "--", "me@host");
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try {
      command.input().orElseThrow().write(lines);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    batches.add(lines.toString(StandardCharsets.UTF_8).lines().toList());
    Reply reply = replies.removeFirst();
    return new CommandResult(command, reply.exitCode(), reply.stdout(), reply.stderr());
  }

  private ShownDisk export(FarFile file, RemoteAddress name, long bytes) {
    made.add(file.path() + " of " + bytes + " for " + name);
    return new ShownDisk(RemoteDisk.in(folder), () -> ended.add(file.path()));
  }

  @Test
  void aPlaceIsLookedAtWithoutTouchingIt() {
    replies.add(FREE);
    TargetFacts facts = files.look(ADDRESS);
    assertThat(facts.place()).isEqualTo(Place.FREE);
    assertThat(facts.folder()).isEqualTo(Folder.WRITABLE);
    assertThat(facts.path().getFileName()).hasToString("copy.raw");
    assertThat(names.shown("'" + facts.path() + "'")).isEqualTo("'" + ADDRESS + "'");
    assertThat(batches)
        .containsExactly(
            List.of(
                "-df \"/far away\"",
                "cd \"/far away\"",
                "-cd \"/far away/copy.raw\"",
                "-ls -ln \"/far away/copy.raw\""));
  }

  @Test
  void whatIsThereAndTheRoomBesideItAreTold() {
    replies.add(THERE);
    TargetFacts facts = files.look(ADDRESS);
    assertThat(facts.place()).isEqualTo(Place.FILE);
    assertThat(facts.space()).isEqualTo(40 * 1024);
  }

  @Test
  void aFolderThatIsMissingHoldsNothing() {
    replies.add(new Reply(1, "", "stat remote: No such file or directory"));
    assertThat(files.look(ADDRESS).folder()).isEqualTo(Folder.MISSING);
  }

  @Test
  void aNameIsNeeded() {
    RemoteAddress none = RemoteAddress.parse("ssh://me@host:2222/far/");
    assertThatThrownBy(() -> files.look(none))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("give the name of a file");
    assertThat(batches).isEmpty();
  }

  @Test
  void aFileIsMadeBesideItsPlaceAndInTheJournalBeforeThat() throws IOException {
    files.create(ADDRESS, 4096);
    assertThat(made)
        .singleElement()
        .asString()
        .matches("/far away/\\.diskrep-.*\\.partial of 4096 for ssh://.*");
    assertThat(journalText()).contains("remove-far-file").contains(partial());
  }

  private String partial() {
    return made.get(0).replaceFirst(" of 4096 .*", "");
  }

  private String journalText() throws IOException {
    return Files.readString(folder.resolve("journal"));
  }

  @Test
  void itsNameIsGivenWhenNothingWritesItAnyMore() {
    Unfinished file = files.create(ADDRESS, 4096);
    replies.add(DONE);
    file.publish(Naming.KEEP);
    assertThat(ended).containsExactly(partial());
    assertThat(batches)
        .containsExactly(List.of("rename -l \"" + partial() + "\" \"/far away/copy.raw\""));
    stack.close();
    assertThat(batches).as("nothing is left to remove").hasSize(1);
  }

  @Test
  void whatHasTheNameIsReplacedWhenThatWasAskedFor() {
    Unfinished file = files.create(ADDRESS, 4096);
    replies.add(DONE);
    file.publish(Naming.REPLACE);
    assertThat(batches)
        .containsExactly(List.of("rename \"" + partial() + "\" \"/far away/copy.raw\""));
  }

  @Test
  void aNameThatWasTakenMeanwhileIsKept() {
    Unfinished file = files.create(ADDRESS, 4096);
    replies.add(new Reply(1, "", "remote link: Failure"));
    replies.add(THERE);
    assertThatThrownBy(() -> file.publish(Naming.KEEP))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("came into being during the copy");
    replies.add(DONE);
    stack.close();
    assertThat(batches.get(2)).anyMatch(line -> line.contains("rm \"" + partial() + "\""));
  }

  @Test
  void aNameThatCannotBeGivenForAnotherReasonIsAFailure() {
    Unfinished file = files.create(ADDRESS, 4096);
    replies.add(new Reply(1, "", "remote link: Failure"));
    replies.add(FREE);
    assertThatThrownBy(() -> file.publish(Naming.KEEP)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void whatIsDroppedIsRemoved() {
    Unfinished file = files.create(ADDRESS, 4096);
    replies.add(DONE);
    file.drop();
    assertThat(ended).containsExactly(partial());
    assertThat(batches.get(0)).anyMatch(line -> line.contains("rm \"" + partial() + "\""));
    stack.close();
    assertThat(batches).hasSize(1);
  }
}
