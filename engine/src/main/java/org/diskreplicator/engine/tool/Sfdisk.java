package org.diskreplicator.engine.tool;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.port.PartitionTables;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** Reads partition tables with sfdisk(8), in its JSON form. */
public final class Sfdisk implements PartitionTables {
  private static final Set<String> EXTENDED_TYPES = Set.of("5", "f", "85", "c5", "d5");
  private static final int FIRST_LOGICAL = 5;

  private final CommandRunner runner;

  public Sfdisk(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public Optional<PartitionTable> read(Path disk) {
    CommandResult result =
        runner.run(
            Command.of("reading the partition table", Tool.SFDISK, "--json", disk.toString()));
    if (result.exitCode() != 0) {
      return Optional.empty();
    }
    try {
      return parse(result.stdout());
    } catch (JsonParseException | IllegalStateException | IllegalArgumentException e) {
      throw result.failure();
    }
  }

  private static Optional<PartitionTable> parse(String json) {
    JsonObject table =
        JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("partitiontable");
    return type(table).map(type -> table(type, table));
  }

  private static Optional<TableType> type(JsonObject table) {
    return switch (text(table, "label").orElse("")) {
      case "gpt" -> Optional.of(TableType.GPT);
      case "dos" -> Optional.of(TableType.DOS);
      default -> Optional.empty();
    };
  }

  private static PartitionTable table(TableType type, JsonObject table) {
    SectorSize sector =
        table.has("sectorsize")
            ? new SectorSize(table.get("sectorsize").getAsInt())
            : SectorSize.S512;
    List<Partition> partitions = new ArrayList<>();
    if (table.has("partitions")) {
      for (JsonElement entry : table.getAsJsonArray("partitions")) {
        partition(type, sector, entry.getAsJsonObject()).ifPresent(partitions::add);
      }
    }
    return new PartitionTable(type, text(table, "id"), sector, partitions);
  }

  private static Optional<Partition> partition(
      TableType type, SectorSize sector, JsonObject entry) {
    int number = number(text(entry, "node").orElse(""));
    String code = text(entry, "type").orElse("");
    return sector
        .extent(entry.get("start").getAsLong(), entry.get("size").getAsLong())
        .map(
            extent ->
                new Partition(
                    number,
                    extent,
                    role(type, number, code),
                    code,
                    text(entry, "uuid"),
                    text(entry, "name"),
                    text(entry, "attrs").orElse(""),
                    entry.has("bootable") && entry.get("bootable").getAsBoolean()));
  }

  /** sfdisk names nodes by the kernel's rule: the number is the run of digits at the end. */
  private static int number(String node) {
    int start = node.length();
    while (start > 0 && Character.isDigit(node.charAt(start - 1))) {
      start--;
    }
    return Integer.parseInt(node.substring(start));
  }

  private static Partition.Role role(TableType type, int number, String code) {
    if (type == TableType.GPT) {
      return Partition.Role.PRIMARY;
    }
    if (EXTENDED_TYPES.contains(code.toLowerCase(Locale.ROOT))) {
      return Partition.Role.EXTENDED;
    }
    return number >= FIRST_LOGICAL ? Partition.Role.LOGICAL : Partition.Role.PRIMARY;
  }

  private static Optional<String> text(JsonObject object, String name) {
    return object.has(name) ? Optional.of(object.get(name).getAsString()) : Optional.empty();
  }
}
