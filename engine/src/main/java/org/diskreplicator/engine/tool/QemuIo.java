package org.diskreplicator.engine.tool;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.Discards;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Discards by qemu-io(1), which holds the image's lock as long as it runs. Of a raw image it would
 * let others write meanwhile that let others write themselves, such as qemu-nbd; the node blkdebug,
 * which does nothing else here, keeps them out.
 *
 * <p>It is one process for all ranges, which reads its orders from standard input: 20 to 30
 * microseconds each, where a program for each would take milliseconds.
 */
public final class QemuIo implements Discards {
  private final CommandRunner runner;

  public QemuIo(CommandRunner runner) {
    this.runner = runner;
  }

  private static JsonObject node(View image) {
    JsonObject file = QemuImg.file(image);
    file.addProperty("discard", "unmap");
    JsonObject format = new JsonObject();
    format.addProperty("driver", image.format().qemuName());
    format.addProperty("discard", "unmap");
    format.add("file", file);
    JsonArray forbidden = new JsonArray();
    forbidden.add("write");
    forbidden.add("resize");
    JsonObject top = new JsonObject();
    top.addProperty("driver", "blkdebug");
    top.add("unshare-child-perms", forbidden);
    top.addProperty("discard", "unmap");
    top.add("image", format);
    return top;
  }

  @Override
  public void discard(
      View image, ExtentSet ranges, Runnable locked, Progress progress, CancelToken stop) {
    DiscardDialogue dialogue = new DiscardDialogue(ranges, locked, progress);
    CommandResult result =
        runner.run(
            Command.of(
                    "giving back what is free", Tool.QEMU_IO, "-d", "unmap", "json:" + node(image))
                .withInput(dialogue::write)
                .withOutput(dialogue::read)
                .stopWith(stop));
    if (result.stderr().contains("Failed to get")) {
      throw new RefusedException(
          "'"
              + image.path()
              + "' is in use by another program, such as a running virtual machine; stop it first.");
    }
    if (result.exitCode() != 0 || !dialogue.isDone()) {
      throw new CommandResult(
              result.command(), result.exitCode(), "", result.stderr() + dialogue.failure())
          .failure();
    }
    if (image.format() == ImageFormat.QCOW2) {
      giveBackLeaks(image);
    }
  }

  /**
   * A run that was killed between an entry and its reference count has left a cluster that nobody
   * has and nobody can take; no data is in it.
   */
  private void giveBackLeaks(View image) {
    runner
        .run(
            Command.of(
                "giving back what is in no use",
                Tool.QEMU_IMG,
                "check",
                "-q",
                "-r",
                "leaks",
                "-f",
                image.format().qemuName(),
                image.path().toString()))
        .orThrow();
  }
}
