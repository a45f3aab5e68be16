package org.diskreplicator.engine.tool;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Works on images with qemu-img(1); the format is always given, never probed.
 *
 * <p>Paths are absolute: a name with a colon or a leading dash means something else to QEMU.
 */
public final class QemuImg implements ImageFiles {
  private static final Pattern PERCENT = Pattern.compile("\\((\\d+(?:\\.\\d+)?)/100%\\)");

  private final CommandRunner runner;
  private final Cpus cpus;
  private final SourceKey key;

  public QemuImg(CommandRunner runner, Cpus cpus) {
    this(runner, cpus, SourceKey.NONE);
  }

  /** Opens encrypted images with a key. */
  public QemuImg(CommandRunner runner, Cpus cpus, SourceKey key) {
    this.runner = runner;
    this.cpus = cpus;
    this.key = key;
  }

  @Override
  public Header header(Path image, ImageFormat format) {
    CommandResult result =
        runner.run(
            Command.of(
                "reading the image's header",
                Tool.QEMU_IMG,
                "info",
                "--output=json",
                "-f",
                format.qemuName(),
                image.toString()));
    if (result.exitCode() != 0) {
      throw refusal(image, format, result);
    }
    return QemuImgInfo.parse(result.stdout());
  }

  private static RefusedException refusal(Path image, ImageFormat format, CommandResult result) {
    String stderr = result.stderr();
    if (stderr.contains("Failed to get")) {
      return new RefusedException(
          "'"
              + image
              + "' is in use by another program, such as a running virtual machine; stop it first.");
    }
    int reason = stderr.lastIndexOf("': ");
    return new RefusedException(
        "'"
            + image
            + "' cannot be opened as "
            + format
            + ": "
            + (reason < 0 ? stderr : stderr.substring(reason + 3)).strip()
            + ".");
  }

  @Override
  public Optional<String> lock(Path image, ImageFormat format) {
    if (!SourceKey.isLuks(image)) {
      return Optional.of(
          "'"
              + image
              + "' is encrypted in a way that is not read, as QEMU's own old one is unsafe; decrypt"
              + " it first with qemu-img convert and its key.");
    }
    return key.file().isPresent()
        ? Optional.empty()
        : Optional.of(
            "'"
                + image
                + "' is encrypted; clone it with the file that holds its key: --source-key-file.");
  }

  @Override
  public Check check(Path image, ImageFormat format) {
    View view = new View(image, format);
    CommandResult result =
        runner.run(
            command(
                "checking the image",
                "check",
                List.of("--output=json", "-f", format.qemuName(), nameOf(view))));
    if (key.opens(view) && result.stderr().contains("Invalid password")) {
      throw new RefusedException("The key that was given does not open '" + image + "'.");
    }
    return switch (result.exitCode()) {
      case 0 -> new Check(Integrity.SOUND, QemuImgCheck.held(result.stdout()));
      case 2 -> new Check(Integrity.DAMAGED, OptionalDouble.empty());
      case 3 -> new Check(Integrity.LEAKS, QemuImgCheck.held(result.stdout()));
      case 63 -> new Check(Integrity.UNCHECKED, OptionalDouble.empty());
      default -> throw result.failure();
    };
  }

  @Override
  public void create(Path image, ImageFormat format, ByteSize size) {
    List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", format.qemuName()));
    if (format == ImageFormat.VPC) {
      arguments.addAll(List.of("-o", "force_size=on"));
    }
    arguments.addAll(List.of(image.toString(), Long.toString(size.bytes())));
    runner.run(Command.of("creating the image", Tool.QEMU_IMG, arguments)).orThrow();
  }

  @Override
  public void createOverlay(Path image, String below, ImageFormat format, ByteSize size) {
    List<String> arguments =
        List.of(
            "-q",
            "-f",
            ImageFormat.QCOW2.qemuName(),
            "-b",
            below,
            "-F",
            format.qemuName(),
            image.toString(),
            Long.toString(size.bytes()));
    runner.run(command("creating an overlay", "create", arguments)).orThrow();
  }

  @Override
  public void convert(Conversion conversion, Progress progress, CancelToken stop) {
    Command command =
        command("copying", "convert", arguments(conversion))
            .withOutput(line -> report(line, progress))
            .stopWith(stop);
    runner.run(placed(command, conversion.layout())).orThrow();
  }

  @Override
  public void insert(Insertion insertion, Progress progress, CancelToken stop) {
    View target = insertion.target();
    boolean raw = target.format() == ImageFormat.RAW;
    JsonObject place = window(insertion.place(), raw ? file(target) : node(target));
    Command command =
        command(
                "copying",
                "convert",
                List.of(
                    "-p",
                    "-n",
                    "--target-is-zero",
                    "-W",
                    "-m",
                    "16",
                    "-f",
                    insertion.source().format().qemuName(),
                    "-O",
                    ImageFormat.RAW.qemuName(),
                    nameOf(insertion.source()),
                    "json:" + place))
            .withOutput(line -> report(line, progress))
            .stopWith(stop);
    runner.run(placed(command, insertion.layout())).orThrow();
  }

  @Override
  public void overwrite(Overwriting overwriting, Progress progress, CancelToken stop) {
    Command command =
        command("copying", "convert", OverwriteArguments.of(overwriting))
            .withOutput(line -> report(line, progress))
            .stopWith(stop);
    runner.run(placed(command, overwriting.layout())).orThrow();
  }

  @Override
  public String nameOfDevice(Path device) {
    return OverwriteArguments.nameOfDevice(device);
  }

  /** Small requests are served faster by one processor than by two; see {@link Cpus}. */
  Command placed(Command command, Layout layout) {
    OptionalInt cpu = layout == Layout.SCATTERED ? cpus.last() : OptionalInt.empty();
    return cpu.isPresent() ? command.onCpu(cpu.getAsInt()) : command;
  }

  private List<String> arguments(Conversion conversion) {
    List<String> arguments = new ArrayList<>(List.of("-p", "-W", "-m", "16"));
    if (conversion.compressed()) {
      arguments.add("-c");
    }
    arguments.addAll(List.of("-f", conversion.source().format().qemuName()));
    arguments.addAll(List.of("-O", conversion.format().qemuName()));
    String options = TargetOptions.of(conversion);
    if (!options.isEmpty()) {
      arguments.addAll(List.of("-o", options));
    }
    arguments.add(nameOf(conversion.source()));
    arguments.add(newImage(conversion.target()));
    return arguments;
  }

  /** An image on a server is made by an address, as QEMU makes none in a node of JSON. */
  private static String newImage(Path target) {
    return RemoteDisk.at(target)
        .map(
            disk ->
                "nbd+unix:///"
                    + RemoteDisk.EXPORT
                    + "?socket="
                    + disk.socket().toUri().getRawPath())
        .orElse(target.toString());
  }

  static void report(String line, Progress progress) {
    Matcher matcher = PERCENT.matcher(line);
    if (matcher.find()) {
      progress.at(Double.parseDouble(matcher.group(1)) / 100);
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Small requests are asked of io_uring, where there is one: a compare asks one by one, and
   * waits for a thread each time. Whatever stops that, the usual way decides.
   */
  @Override
  public boolean equal(View first, View second, Layout layout, Progress progress) {
    if (layout == Layout.SCATTERED && !key.opens(first) && !key.opens(second)) {
      String mask = "json:" + UringNode.ofOverlay(first, file(first));
      String other = "json:" + UringNode.of(second, file(second));
      CommandResult result = runner.run(compare(first, mask, second, other, progress));
      if (result.exitCode() <= 1) {
        return result.exitCode() == 0;
      }
    }
    Command command = compare(first, nameOf(first), second, nameOf(second), progress);
    CommandResult result = runner.run(placed(command, layout));
    if (result.exitCode() > 1) {
      throw result.failure();
    }
    return result.exitCode() == 0;
  }

  private Command compare(
      View first, String firstName, View second, String secondName, Progress progress) {
    return command(
            "comparing",
            "compare",
            List.of(
                "-p",
                "-f",
                first.format().qemuName(),
                "-F",
                second.format().qemuName(),
                firstName,
                secondName))
        .withOutput(line -> report(line, progress));
  }

  @Override
  public String nameOf(View image) {
    return key.opens(image) || RemoteDisk.at(image.path()).isPresent()
        ? "json:" + node(image)
        : image.path().toString();
  }

  /**
   * {@inheritDoc}
   *
   * <p>A raw node over a qcow2 with a backing file calls what falls through "unallocated", and
   * qemu-img compare then takes it for zeros (QEMU 7.2: the raw driver asks the status of its child
   * without the child's chain). A quorum of one child asks the whole chain.
   */
  @Override
  public String nameOfPart(View image, Extent part) {
    return "json:"
        + window(part, image.format() == ImageFormat.RAW ? file(image) : wholeChain(image));
  }

  private static JsonObject window(Extent part, JsonObject disk) {
    JsonObject window = new JsonObject();
    window.addProperty("driver", "raw");
    window.addProperty("offset", part.offset());
    window.addProperty("size", part.length());
    window.add("file", disk);
    return window;
  }

  private JsonObject node(View image) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", image.format().qemuName());
    node.add("file", file(image));
    key.unlock(node, image);
    return node;
  }

  /** The node of the file or device that an image lies in. */
  static JsonObject file(View image) {
    return FileNode.of(image.path());
  }

  private JsonObject wholeChain(View image) {
    JsonArray children = new JsonArray();
    children.add(node(image));
    JsonObject quorum = new JsonObject();
    quorum.addProperty("driver", "quorum");
    quorum.addProperty("vote-threshold", 1);
    quorum.addProperty("read-pattern", "fifo");
    quorum.add("children", children);
    return quorum;
  }

  /** One that may open an encrypted image, directly or below. */
  Command command(String step, String verb, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of(verb));
    all.addAll(key.arguments());
    all.addAll(arguments);
    return Command.of(step, Tool.QEMU_IMG, all);
  }
}
