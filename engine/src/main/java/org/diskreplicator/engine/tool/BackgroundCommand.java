package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * A program that serves others, and where it writes its number when it does.
 *
 * <p>It begins a session of its own (setsid(1)): Ctrl-C on a terminal goes to all programs in the
 * foreground, and what was begun on a remote disk has still to be undone through this one.
 */
record BackgroundCommand(Command command, Path pidFile) {
  static BackgroundCommand of(
      ToolPaths tools,
      String step,
      Tool tool,
      List<String> arguments,
      Path pidFile,
      Consumer<String> errors) {
    List<String> all = new ArrayList<>(List.of(tools.require(tool).toString()));
    all.addAll(arguments);
    return new BackgroundCommand(
        Command.of(step, Tool.SETSID, all).withErrors(errors).endGently(), pidFile);
  }
}
