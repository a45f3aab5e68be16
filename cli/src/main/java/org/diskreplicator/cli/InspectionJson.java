package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Locale;
import java.util.Optional;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.Volume;

/** An inspection as JSON; sizes and offsets are bytes. */
final class InspectionJson {
  private InspectionJson() {}

  static JsonObject of(Inspection disk) {
    JsonObject json = new JsonObject();
    json.add("image", image(disk.image()));
    json.addProperty("offset", disk.scope().offset());
    json.addProperty("size", disk.scope().length());
    disk.table().ifPresent(table -> json.add("table", table(table)));
    JsonArray regions = new JsonArray();
    disk.regions().forEach(region -> regions.add(region(region)));
    json.add("regions", regions);
    json.add("volumes", volumes(disk));
    long free = disk.free().totalBytes();
    json.addProperty("usedBytes", disk.scope().length() - free);
    json.addProperty("freeBytes", free);
    disk.use().mountedAt().ifPresent(place -> json.addProperty("mountedAt", place));
    return json;
  }

  private static JsonObject image(ImageInfo image) {
    JsonObject json = new JsonObject();
    json.addProperty("path", image.path().toString());
    json.addProperty("format", image.format().qemuName());
    json.addProperty("virtualSize", image.virtualSize().bytes());
    json.addProperty("allocatedSize", image.allocatedSize().bytes());
    JsonArray files = new JsonArray();
    image.dataFiles().forEach(file -> files.add(file.toString()));
    json.add("dataFiles", files);
    json.addProperty("snapshots", image.snapshots());
    image.backing().ifPresent(backing -> json.add("backing", image(backing)));
    return json;
  }

  private static JsonObject table(PartitionTable table) {
    JsonObject json = new JsonObject();
    json.addProperty("type", table.type().toString());
    put(json, "id", table.id());
    json.addProperty("sectorSize", table.sectorSize().bytes());
    return json;
  }

  static JsonObject region(Region region) {
    JsonObject json = new JsonObject();
    json.addProperty("kind", region.kind().name().toLowerCase(Locale.ROOT));
    json.addProperty("offset", region.extent().offset());
    json.addProperty("size", region.extent().length());
    region.partition().ifPresent(partition -> json.add("partition", partition(partition)));
    addContent(json, region);
    return json;
  }

  static JsonArray volumes(Inspection disk) {
    JsonArray volumes = new JsonArray();
    disk.volumes().forEach(volume -> volumes.add(volume(volume)));
    return volumes;
  }

  private static JsonObject volume(Volume volume) {
    JsonObject json = new JsonObject();
    json.addProperty("name", volume.name());
    json.addProperty("size", volume.size());
    addContent(json, volume);
    return json;
  }

  private static void addContent(JsonObject json, Area area) {
    json.addProperty("content", area.content().name());
    Signature signature = area.content().signature();
    put(json, "version", signature.version());
    put(json, "label", signature.label());
    put(json, "uuid", signature.uuid());
    json.addProperty("state", area.usedMap().state().toString());
    json.addProperty("usedBytes", area.usedMap().usedBytes());
    json.addProperty("freeRanges", area.usedMap().free().count());
    json.addProperty("map", area.usedMap().reason());
  }

  private static JsonObject partition(Partition partition) {
    JsonObject json = new JsonObject();
    json.addProperty("number", partition.number());
    json.addProperty("role", partition.role().name().toLowerCase(Locale.ROOT));
    json.addProperty("type", partition.typeCode());
    put(json, "uuid", partition.uuid());
    put(json, "name", partition.name());
    json.addProperty("attributes", partition.attributes());
    json.addProperty("bootable", partition.bootable());
    return json;
  }

  private static void put(JsonObject json, String name, Optional<String> value) {
    value.ifPresent(text -> json.addProperty(name, text));
  }
}
