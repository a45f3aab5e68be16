package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class WriteBackTest {
  private final Path file;
  private final CleanupStack stack;
  private final CancelToken cancel = new CancelToken();

  WriteBackTest(@TempDir Path temp) throws IOException {
    file = Files.writeString(temp.resolve("file"), "a copy");
    stack =
        new CleanupStack(
            RunJournal.open(StateFolder.at(temp.resolve("state"))),
            new Undoer(new ScriptedRunner()));
  }

  @Test
  void whatIsOnItsDriveIsLeftAsItIs() {
    WriteBack.start(file, stack).finish(cancel);
    stack.close();
    assertThat(file).hasContent("a copy");
  }

  @Test
  void aFileThatCannotBeWrittenBackIsAFailure() throws IOException {
    WriteBack writeBack = WriteBack.start(file.resolveSibling("none"), stack);
    assertThatThrownBy(() -> writeBack.finish(cancel))
        .isInstanceOf(InputOutputException.class)
        .hasMessageContaining("to its drive");
    stack.close();
  }

  @Test
  void whoeverCancelsDoesNotGetIt() {
    WriteBack writeBack = WriteBack.start(file, stack);
    cancel.cancel();
    assertThatThrownBy(() -> writeBack.finish(cancel)).isInstanceOf(CancelledException.class);
    stack.close();
  }
}
