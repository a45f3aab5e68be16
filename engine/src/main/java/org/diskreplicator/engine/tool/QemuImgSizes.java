package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageSizes;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;

/** Measures images with qemu-img(1). */
public final class QemuImgSizes implements ImageSizes {
  private static final int MOST_RANGES = 4_000_000;

  private final CommandRunner runner;
  private final QemuImg images;

  public QemuImgSizes(CommandRunner runner, QemuImg images) {
    this.runner = runner;
    this.images = images;
  }

  @Override
  public ByteSize room(Conversion conversion) {
    List<String> arguments = new ArrayList<>(List.of("--output=json"));
    arguments.addAll(List.of("-f", conversion.source().format().qemuName()));
    arguments.addAll(List.of("-O", conversion.format().qemuName()));
    String options = TargetOptions.of(conversion);
    if (!options.isEmpty()) {
      arguments.addAll(List.of("-o", options));
    }
    arguments.add(images.nameOf(conversion.source()));
    Command command = images.command("measuring the copy", "measure", arguments);
    return ByteSize.of(number(runner.run(command).orThrow(), "required"));
  }

  @Override
  public ByteSize end(View image) {
    CommandResult result =
        runner.run(
            images.command(
                "checking the image",
                "check",
                List.of("--output=json", "-f", image.format().qemuName(), images.nameOf(image))));
    if (result.exitCode() == 2) {
      throw new RefusedException("The structures of '" + image.path() + "' are not sound.");
    }
    return ByteSize.of(
        number(result.exitCode() == 3 ? result : result.orThrow(), "image-end-offset"));
  }

  private static long number(CommandResult result, String name) {
    try {
      JsonObject report = JsonParser.parseString(result.stdout()).getAsJsonObject();
      if (report.has(name)) {
        return report.get(name).getAsLong();
      }
    } catch (JsonParseException | IllegalStateException | NumberFormatException e) {
      throw failure(result, e);
    }
    throw result.failure();
  }

  private static RuntimeException failure(CommandResult result, RuntimeException cause) {
    RuntimeException failure = result.failure();
    failure.addSuppressed(cause);
    return failure;
  }

  /** {@inheritDoc} Where it is in more pieces than can be kept in mind, it may be everything. */
  @Override
  public ExtentSet filled(View image, ByteSize size) {
    QemuImgMap map = QemuImgMap.ofFilled(MOST_RANGES);
    Command command =
        images.command(
            "finding out where data is",
            "map",
            List.of("--output=json", "-f", image.format().qemuName(), images.nameOf(image)));
    CommandResult result = runner.run(command.withOutput(map::take)).orThrow();
    if (map.isTooMany()) {
      return ExtentSet.of(new Extent(0, size.bytes()));
    }
    try {
      return map.own(size.bytes());
    } catch (MalformedReportException e) {
      throw result.failure();
    }
  }
}
