package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.KnownDisk;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the disks that could be cloned, or cloned to. */
@Command(
    name = "disks",
    header = "Lists the disks of this machine: model, serial number, content, and who uses them.",
    description = "What a disk holds is told to those who may read it.",
    sortOptions = false,
    footer = {"%nExamples:", "  sudo diskrep disks", "  diskrep disks --json", ExitStatus.FOOTER})
final class DisksCommand implements Callable<Integer> {
  @Mixin private OutputOptions output = new OutputOptions();

  private final Toolbox tools;

  DisksCommand(Toolbox tools) {
    this.tools = tools;
  }

  @Override
  public Integer call() {
    List<KnownDisk> disks = tools.disks().all();
    if (output.json) {
      disks.forEach(disk -> System.out.println(json(disk)));
    } else {
      table(disks).forEach(System.out::println);
    }
    return ExitStatus.DONE;
  }

  static List<String> table(List<KnownDisk> disks) {
    TextTable table =
        new TextTable("DISK", ">SIZE", ">SECTOR", "MODEL", "SERIAL", "HOLDS", "IN USE");
    for (KnownDisk disk : disks) {
      table.add(
          disk.node().toString(),
          ByteSize.of(disk.facts().size()).human(),
          Integer.toString(disk.facts().sectorSize().bytes()),
          Printable.of(disk.facts().model().orElse("-")),
          Printable.of(disk.facts().serial().orElse("-")),
          Printable.of(disk.facts().holds().orElse(disk.readable() ? "-" : "?")),
          Printable.of(uses(disk)));
    }
    return table.lines();
  }

  private static String uses(KnownDisk disk) {
    return disk.facts().uses().isEmpty() ? "-" : String.join(", ", disk.facts().uses());
  }

  static JsonObject json(KnownDisk disk) {
    JsonObject json = new JsonObject();
    json.addProperty("disk", disk.node().toString());
    json.addProperty("bytes", disk.facts().size());
    json.addProperty("sectorSize", disk.facts().sectorSize().bytes());
    disk.facts().model().ifPresent(model -> json.addProperty("model", model));
    disk.facts().serial().ifPresent(serial -> json.addProperty("serial", serial));
    json.addProperty("readable", disk.readable());
    disk.facts().holds().ifPresent(what -> json.addProperty("holds", what));
    JsonArray uses = new JsonArray();
    disk.facts().uses().forEach(uses::add);
    json.add("uses", uses);
    return json;
  }
}
