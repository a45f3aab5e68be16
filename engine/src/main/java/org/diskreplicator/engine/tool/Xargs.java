package org.diskreplicator.engine.tool;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * Runs a program on any number of files by xargs(1), in their order.
 *
 * <p>The names go through a file: Java can pass only such arguments to a program that are text.
 */
final class Xargs {
  private final CommandRunner runner;
  private final ToolPaths tools;
  private final Path names;

  /**
   * Prepares runs.
   *
   * @param names file that is overwritten each time
   */
  Xargs(CommandRunner runner, ToolPaths tools, Path names) {
    this.runner = runner;
    this.tools = tools;
    this.names = names;
  }

  /**
   * What the program prints about these files, one character per byte; it ended well.
   *
   * @param files the bytes of their paths
   */
  CommandResult run(String step, List<byte[]> files, Tool tool, String... options) {
    return attempt(step, files, tool, options).orThrow();
  }

  /** The same; how it ended is an answer. */
  CommandResult attempt(String step, List<byte[]> files, Tool tool, String... options) {
    write(files);
    List<String> arguments = new ArrayList<>(List.of("-0", "-r", "-a", names.toString(), "--"));
    arguments.add(tools.require(tool).toString());
    arguments.addAll(List.of(options));
    return runner.run(Command.of(step, Tool.XARGS, arguments).printingBytes());
  }

  private void write(List<byte[]> files) {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(names))) {
      for (byte[] file : files) {
        out.write(file);
        out.write(0);
      }
    } catch (IOException e) {
      throw new InputOutputException("writing " + names, e);
    }
  }
}
