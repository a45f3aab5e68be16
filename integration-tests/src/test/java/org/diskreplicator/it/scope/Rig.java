package org.diskreplicator.it.scope;

import java.nio.file.Path;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.diskreplicator.engine.tool.FuseWindows;

/** The engine's objects for one run, on real tools, in a state folder of the test's own. */
final class Rig implements AutoCloseable {
  final ToolPaths tools = ToolPaths.ofEnvironment();
  final CancelToken cancel = new CancelToken();
  final CommandRunner runner = new ExecCommandRunner(tools, cancel);
  final Undoer undoer = new Undoer(new ExecCommandRunner(tools, new CancelToken()));
  final StateFolder state;
  final RunJournal journal;
  final CleanupStack stack;
  final FuseWindows windows;

  Rig(Path stateFolder) {
    state = StateFolder.at(stateFolder);
    journal = RunJournal.open(state);
    stack = new CleanupStack(journal, undoer);
    windows = new FuseWindows(runner, tools, stack, journal.folder());
  }

  @Override
  public void close() {
    stack.close();
  }
}
