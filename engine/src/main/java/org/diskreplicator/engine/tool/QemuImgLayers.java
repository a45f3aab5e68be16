package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;

/** Works on the layers of chains with qemu-img(1). */
public final class QemuImgLayers implements ImageLayers {
  /** 64 MB of ranges, and as much again while they are collected. */
  private static final int MOST_RANGES = 4_000_000;

  private final CommandRunner runner;
  private final QemuImg images;

  public QemuImgLayers(CommandRunner runner, QemuImg images) {
    this.runner = runner;
    this.images = images;
  }

  @Override
  public ExtentSet ownRanges(View image, ByteSize size) {
    QemuImgMap map = new QemuImgMap(MOST_RANGES);
    Command command =
        images.command(
            "finding out what the topmost image holds",
            "map",
            List.of("--output=json", "-f", image.format().qemuName(), images.nameOf(image)));
    CommandResult result = runner.run(command.withOutput(map::take)).orThrow();
    if (map.isTooMany()) {
      throw new RefusedException(
          "What '"
              + image.path()
              + "' itself holds is in more than "
              + MOST_RANGES
              + " pieces; clone it without --keep-backing.");
    }
    try {
      return map.own(size.bytes());
    } catch (MalformedReportException e) {
      throw result.failure();
    }
  }

  @Override
  public void convert(Layering layering, Progress progress, CancelToken stop) {
    runner
        .run(images.command("creating a layer", "create", LayerArguments.create(layering)))
        .orThrow();
    Command command =
        images
            .command("copying", "convert", LayerArguments.fill(layering))
            .withOutput(line -> QemuImg.report(line, progress))
            .stopWith(stop);
    runner.run(images.placed(command, layering.conversion().layout())).orThrow();
  }

  @Override
  public boolean equal(View first, View second, Path selection, Progress progress) {
    CommandResult result =
        runner.run(
            images
                .command(
                    "comparing",
                    "compare",
                    List.of(
                        "-p",
                        "-f",
                        ImageFormat.QCOW2.qemuName(),
                        "-F",
                        ImageFormat.QCOW2.qemuName(),
                        "json:" + OverwriteArguments.selectedAlone(selection, first),
                        "json:" + OverwriteArguments.selectedAlone(selection, second)))
                .withOutput(line -> QemuImg.report(line, progress)));
    if (result.exitCode() > 1) {
      throw result.failure();
    }
    return result.exitCode() == 0;
  }

  @Override
  public void renameBacking(Path image, String name, ImageFormat format) {
    List<String> arguments =
        new ArrayList<>(List.of("-q", "-u", "-f", ImageFormat.QCOW2.qemuName()));
    arguments.addAll(LayerArguments.below(name, format, "-b"));
    arguments.add(image.toString());
    runner.run(images.command("naming the backing file", "rebase", arguments)).orThrow();
  }
}
