package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UndoerTest {
  private final Path temp;
  private final List<Command> commands = new ArrayList<>();
  private final Undoer undoer =
      new Undoer(
          command -> {
            commands.add(command);
            return new CommandResult(command, 0, "", "");
          });

  UndoerTest(@TempDir Path temp) {
    this.temp = temp;
  }

  @Test
  void whatIsNotThereIsNoFailure() {
    assertThat(undoer.undo(new Undo.DeleteFile(temp.resolve("x")))).isFalse();
    assertThat(undoer.undo(new Undo.DeleteTree(temp.resolve("x/y")))).isFalse();
    assertThat(undoer.undo(new Undo.Unmount(temp.resolve("x/y")))).isFalse();
    assertThat(undoer.undo(new Undo.UnmountDisk(temp.resolve("x/y")))).isFalse();
    assertThat(undoer.undo(new Undo.EndDaemon(temp.resolve("x"), "x"))).isFalse();
    assertThat(undoer.undo(new Undo.EndMarked("replicator-that-never-was"))).isFalse();
    assertThat(commands).isEmpty();
  }

  @Test
  void aMountThatIsNotOursIsNotUnmounted() {
    assertThatThrownBy(() -> undoer.undo(new Undo.Unmount(Path.of("/proc"))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("proc");
    assertThatThrownBy(() -> undoer.undo(new Undo.UnmountDisk(Path.of("/proc"))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("proc");
    assertThat(commands).isEmpty();
  }

  @Test
  void aFileThatCannotBeDeletedIsReported() throws IOException {
    Files.createDirectories(temp.resolve("folder/with"));
    assertThatThrownBy(() -> undoer.undo(new Undo.DeleteFile(temp.resolve("folder"))))
        .isInstanceOf(InputOutputException.class)
        .hasMessageContaining("trying to delete");
  }

  /** If it ended the process, the test would not come to its end. */
  @Test
  void aProcessWithAnotherCommandLineIsLeftAlone() throws IOException {
    long me = ProcessHandle.current().pid();
    String marker = "a marker that no command line holds";
    assertThat(undoer.undo(new Undo.EndProcess(me, marker))).isFalse();
    Path pidFile = Files.writeString(temp.resolve("pid"), me + "\n");
    assertThat(undoer.undo(new Undo.EndDaemon(pidFile, marker))).isFalse();
    Files.writeString(pidFile, "-1");
    assertThat(undoer.undo(new Undo.EndDaemon(pidFile, ""))).isFalse();
  }

  @Test
  void aProcessThatIsGoneIsNotAlive() {
    ProcessIdentity me = ProcessIdentity.current();
    assertThat(me.isAlive()).isTrue();
    assertThat(new ProcessIdentity(me.pid(), me.startTicks() + 1, me.bootId()).isAlive()).isFalse();
    assertThat(new ProcessIdentity(me.pid(), me.startTicks(), "other boot").isAlive()).isFalse();
    assertThat(ProcessIdentity.of(Integer.MAX_VALUE)).isEmpty();
  }

  private static boolean remove(String engine, CommandResult... results) {
    Deque<CommandResult> script = new ArrayDeque<>(List.of(results));
    boolean removed =
        new Undoer(command -> script.remove()).undo(new Undo.RemoveContainer("c", engine));
    assertThat(script).isEmpty();
    return removed;
  }

  private static CommandResult docker(int code, String stdout, String stderr) {
    return new CommandResult(Command.of("x", Tool.DOCKER), code, stdout, stderr);
  }

  @Test
  void aContainerThatIsNotThereIsNoFailure() {
    assertThat(remove("", docker(0, "c\n", ""))).isTrue();
    assertThat(remove("", docker(0, "", "Error: No such container: c"))).isFalse();
    assertThat(remove("", docker(1, "", "Error: No such container: c"))).isFalse();
    assertThat(remove("", docker(1, "", "Cannot connect to the Docker daemon"))).isFalse();
  }

  @Test
  void aContainerIsRemovedForSure() {
    CommandResult busy = docker(1, "", "removal of container c is already in progress");
    CommandResult interrupted = docker(130, "", "");
    assertThat(remove("", busy, interrupted, docker(0, "c\n", ""))).isTrue();
  }

  @Test
  void aContainerIsRemovedFromTheEngineThatHasIt() {
    undoer.undo(new Undo.RemoveContainer("c", "unix:///x"));
    assertThat(commands.get(0).argv())
        .containsExactly("docker", "--host", "unix:///x", "rm", "--force", "--volumes", "c");
  }
}
