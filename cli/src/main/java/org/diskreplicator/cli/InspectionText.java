package org.diskreplicator.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Volume;

/** An inspection for people: facts, a bar and a table. */
final class InspectionText {
  private static final int BAR_WIDTH = 72;

  private InspectionText() {}

  static List<String> of(Inspection disk) {
    List<String> lines = new ArrayList<>(image(disk.image()));
    disk.table()
        .ifPresent(
            table ->
                lines.add(
                    "table       "
                        + table.type()
                        + table.id().map(id -> ", id " + Printable.of(id)).orElse("")
                        + ", sectors of "
                        + table.sectorSize().bytes()
                        + " bytes"));
    disk.use()
        .mountedAt()
        .ifPresent(place -> lines.add("in use      mounted writable at " + Printable.of(place)));
    long used = disk.scope().length() - disk.free().totalBytes();
    lines.add("used        " + ByteSize.of(used) + " of " + ByteSize.of(disk.scope().length()));
    lines.add("");
    lines.add("[" + DiskBar.of(disk.free(), disk.scope().length(), BAR_WIDTH) + "]");
    lines.add("");
    lines.addAll(table(disk).lines());
    lines.addAll(identities(disk));
    return lines;
  }

  private static List<String> image(ImageInfo image) {
    List<String> lines = new ArrayList<>();
    lines.add("image       " + Printable.of(image.path().toString()));
    lines.add(
        "format      "
            + image.format()
            + ", shows "
            + image.virtualSize()
            + ", takes "
            + image.allocatedSize());
    for (Optional<ImageInfo> next = image.backing();
        next.isPresent();
        next = next.get().backing()) {
      lines.add(
          "backing     "
              + Printable.of(next.get().path().toString())
              + " ("
              + next.get().format()
              + ")");
    }
    image.dataFiles().forEach(file -> lines.add("data        " + Printable.of(file.toString())));
    return lines;
  }

  private static TextTable table(Inspection disk) {
    TextTable table =
        new TextTable("#", ">start", ">size", ">used", "content", "label", "state", "map");
    disk.regions().forEach(region -> add(table, region));
    disk.volumes().forEach(volume -> add(table, volume));
    return table;
  }

  private static void add(TextTable table, Region region) {
    table.add(
        region.partition().map(partition -> Integer.toString(partition.number())).orElse("-"),
        ByteSize.of(region.extent().offset()).human(),
        ByteSize.of(region.extent().length()).human(),
        ByteSize.of(region.usedMap().usedBytes()).human(),
        content(region),
        Printable.of(region.content().signature().label().orElse("")),
        region.kind() == Region.Kind.GAP ? "" : region.usedMap().state().toString(),
        Printable.of(region.usedMap().reason()));
  }

  private static void add(TextTable table, Volume volume) {
    table.add(
        Printable.of(volume.name()),
        "-",
        ByteSize.of(volume.size()).human(),
        ByteSize.of(volume.usedMap().usedBytes()).human(),
        content(volume),
        Printable.of(volume.content().signature().label().orElse("")),
        volume.usedMap().state().toString(),
        Printable.of(volume.usedMap().reason()));
  }

  private static String content(Area area) {
    if (area instanceof Region region && region.kind() == Region.Kind.GAP) {
      return "gap";
    }
    return area.content().name()
        + area.content()
            .signature()
            .version()
            .filter(version -> version.startsWith("FAT"))
            .map(version -> " (" + version + ")")
            .orElse("");
  }

  private static List<String> identities(Inspection disk) {
    TextTable table = new TextTable("#", "type", "partition UUID", "content UUID", "name", "flags");
    boolean any = false;
    for (Region region : disk.regions()) {
      if (region.kind() != Region.Kind.GAP) {
        any = true;
        identity(table, region);
      }
    }
    List<String> lines = new ArrayList<>();
    if (any) {
      lines.add("");
      lines.addAll(table.lines());
    }
    return lines;
  }

  private static void identity(TextTable table, Region region) {
    Optional<Partition> partition = region.partition();
    table.add(
        partition.map(p -> Integer.toString(p.number())).orElse("-"),
        Printable.of(partition.map(Partition::typeCode).orElse("-")),
        Printable.of(partition.flatMap(Partition::uuid).orElse("-")),
        Printable.of(region.content().signature().uuid().orElse("-")),
        Printable.of(partition.flatMap(Partition::name).orElse("-")),
        flags(partition));
  }

  private static String flags(Optional<Partition> partition) {
    String attributes = partition.map(Partition::attributes).orElse("");
    boolean bootable = partition.map(Partition::bootable).orElse(false);
    String flags = (bootable ? "bootable " : "") + Printable.of(attributes);
    return flags.isBlank() ? "-" : flags.strip();
  }
}
