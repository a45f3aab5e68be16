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
  final ToolPaths tools;
  final CancelToken cancel = new CancelToken();
  final CommandRunner runner;
  final Undoer undoer;
  final StateFolder state;
  final RunJournal journal;
  final CleanupStack stack;
  final FuseWindows windows;

  Rig(Path stateFolder) {
    this(stateFolder, ToolPaths.ofEnvironment());
  }

  Rig(Path stateFolder, ToolPaths tools) {
    this.tools = tools;
    runner = new ExecCommandRunner(tools, cancel);
    undoer = new Undoer(new ExecCommandRunner(tools, new CancelToken()));
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
