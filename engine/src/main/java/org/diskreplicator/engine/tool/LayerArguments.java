package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers.Layering;

/** How qemu-img(1) is told to make a layer of a chain. */
final class LayerArguments {
  private LayerArguments() {}

  /** Makes the layer, empty. */
  static List<String> create(Layering layering) {
    List<String> arguments = new ArrayList<>(List.of("-q", "-f", ImageFormat.QCOW2.qemuName()));
    String options = TargetOptions.of(layering.conversion());
    if (!options.isEmpty()) {
      arguments.addAll(List.of("-o", options));
    }
    layering
        .below()
        .ifPresent(view -> arguments.addAll(below(view.path().toString(), view.format(), "-b")));
    arguments.add(layering.conversion().target().toString());
    arguments.add(Long.toString(layering.size().bytes()));
    return arguments;
  }

  /**
   * Fills it with what is selected, as {@link OverwriteArguments#of} does with a device. Writes
   * stay in order (no {@code -W}): of two that meet in one cluster, one of them of zeros, the
   * second has to find the first complete.
   */
  static List<String> fill(Layering layering) {
    Conversion conversion = layering.conversion();
    View shown = conversion.source();
    List<String> arguments = new ArrayList<>(List.of("-p", "-n", "-m", "16"));
    if (conversion.compressed()) {
      arguments.add("-c");
    }
    arguments.addAll(below(shown.path().toString(), shown.format(), "-B"));
    arguments.addAll(List.of("-O", ImageFormat.QCOW2.qemuName()));
    arguments.add("json:" + OverwriteArguments.selected(layering.selection(), shown));
    arguments.add(
        layering.below().isPresent() ? conversion.target().toString() : alone(conversion));
    return arguments;
  }

  /**
   * Without a check for each write that runs over the whole first table, 0.4 s for 1 GB on 200 TB;
   * the image is new, and is compared when it is complete.
   */
  private static String alone(Conversion conversion) {
    JsonObject node = OverwriteArguments.node(new View(conversion.target(), conversion.format()));
    node.addProperty("overlap-check", "constant");
    return "json:" + node;
  }

  /** What stands below, as {@code create} and {@code rebase} name it, and {@code convert} too. */
  static List<String> below(String name, ImageFormat format, String option) {
    return List.of(option, name, "-F", format.qemuName());
  }
}
