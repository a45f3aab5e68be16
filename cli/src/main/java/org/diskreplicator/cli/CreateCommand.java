package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes an empty image. */
@Command(
    name = "create",
    header = "Makes an empty image; it takes almost no space until something is written to it.",
    sortOptions = false,
    footer = {
      "%nExamples:",
      "  diskrep create disk.qcow2 20G",
      "  diskrep create disk.img 4T --format raw",
      ExitStatus.FOOTER
    })
final class CreateCommand implements Callable<Integer> {
  private static final int SECTOR = 512;

  @Parameters(index = "0", paramLabel = "IMAGE", description = "Image file to make.")
  private String image = "";

  @Parameters(
      index = "1",
      paramLabel = "SIZE",
      converter = Converters.Size.class,
      description = "Size of its disk, such as 20G.")
  private ByteSize size = ByteSize.ZERO;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      converter = Converters.Format.class,
      description = "raw, qcow2, vmdk, vdi, vhdx, vpc. Else the file's extension tells.")
  private Optional<ImageFormat> format = Optional.empty();

  @Option(names = "--force", description = "Replace IMAGE when it exists.")
  private boolean force;

  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  CreateCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    Path path = Path.of(image).toAbsolutePath();
    ImageFormat chosen =
        format
            .or(() -> ImageFormat.ofFileName(path.toString()))
            .orElseThrow(
                () ->
                    new RefusedException(
                        "The name '"
                            + path
                            + "' does not tell an image format; give --format with one of "
                            + ImageFormat.names()
                            + "."));
    requireWholeSectors();
    NewFile.require(path, force ? Existing.REPLACE : Existing.KEEP);
    tools.images().create(path, chosen, size);
    print(path, chosen);
    return ExitStatus.DONE;
  }

  private void requireWholeSectors() {
    if (size.bytes() == 0 || size.bytes() % SECTOR != 0) {
      throw new RefusedException("A disk's size is a multiple of 512 bytes, and more than none.");
    }
  }

  private void print(Path path, ImageFormat chosen) {
    if (output.json) {
      JsonObject json = new JsonObject();
      json.addProperty("image", path.toString());
      json.addProperty("format", chosen.qemuName());
      json.addProperty("virtualBytes", size.bytes());
      System.out.println(json);
    } else {
      System.out.println(
          "Created " + Printable.of(path.toString()) + " (" + chosen + ", " + size + ").");
    }
  }
}
