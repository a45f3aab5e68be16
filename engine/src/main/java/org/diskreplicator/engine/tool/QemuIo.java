package org.diskreplicator.engine.tool;

import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.Discards;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Discards by qemu-io(1), which holds the image's lock as long as it runs.
 *
 * <p>It is one process for all ranges, which reads its orders from standard input: 20 to 30
 * microseconds each, where a program for each would take milliseconds.
 */
public final class QemuIo implements Discards {
  private final CommandRunner runner;

  public QemuIo(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public void discard(
      View image, ExtentSet ranges, Runnable locked, Progress progress, CancelToken stop) {
    DiscardDialogue dialogue = new DiscardDialogue(ranges, locked, progress);
    CommandResult result =
        runner.run(
            Command.of(
                    "giving back what is free",
                    Tool.QEMU_IO,
                    "-f",
                    image.format().qemuName(),
                    "-d",
                    "unmap",
                    image.path().toString())
                .withInput(dialogue::write)
                .withOutput(dialogue::read)
                .stopWith(stop));
    if (result.stderr().contains("Failed to get")) {
      throw new RefusedException(
          "'"
              + image.path().getFileName()
              + "' is in use by another program, such as a running virtual machine; stop it first.");
    }
    if (result.exitCode() != 0 || !dialogue.isDone()) {
      throw new CommandResult(
              result.command(), result.exitCode(), "", result.stderr() + dialogue.failure())
          .failure();
    }
  }
}
