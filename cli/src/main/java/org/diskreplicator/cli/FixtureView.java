package org.diskreplicator.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureFile;
import org.diskreplicator.fixtures.FixturePartition;
import org.diskreplicator.fixtures.FixtureStretch;

/** A disk that was built, as text, and with all that is known of it as JSON. */
record FixtureView(Fixture fixture, ByteSize allocated) {

  List<String> text() {
    List<String> lines = new ArrayList<>();
    lines.add("image       " + Printable.of(fixture.image().toString()));
    String size = ByteSize.of(fixture.size()).human();
    lines.add("format      " + fixture.format() + ", shows " + size + ", takes " + allocated);
    lines.add("table       " + fixture.table() + ", sectors of " + fixture.sectorSize() + " bytes");
    if (!fixture.stretches().isEmpty()) {
      lines.add("data        " + stretches() + " outside of partitions");
    }
    if (fixture.hasGarbage()) {
      lines.add("deleted     blocks that hold the text " + fixture.marker());
    }
    if (!fixture.partitions().isEmpty()) {
      lines.add("");
      lines.addAll(partitions());
    }
    return lines;
  }

  private String stretches() {
    int count = fixture.stretches().size();
    return count == 1 ? "1 stretch" : count + " stretches";
  }

  private List<String> partitions() {
    TextTable table =
        new TextTable("#", ">start", ">size", "content", "label", "UUID", ">files", "deleted data");
    for (FixturePartition partition : fixture.partitions()) {
      table.add(
          partition.number() == 0 ? "-" : Integer.toString(partition.number()),
          ByteSize.of(partition.offset()).human(),
          ByteSize.of(partition.size()).human(),
          partition.content(),
          Printable.of(partition.label()),
          partition.uuid(),
          Integer.toString(partition.files().size()),
          partition.garbage() ? "yes" : "");
    }
    return table.lines();
  }

  JsonObject json() {
    JsonObject json = new JsonObject();
    json.addProperty("name", fixture.name());
    json.addProperty("image", fixture.image().toString());
    json.addProperty("format", fixture.format());
    json.addProperty("virtualBytes", fixture.size());
    json.addProperty("sectorSize", fixture.sectorSize());
    json.addProperty("allocatedBytes", allocated.bytes());
    json.addProperty("table", fixture.table());
    json.addProperty("marker", fixture.marker());
    JsonArray partitions = new JsonArray();
    fixture.partitions().forEach(partition -> partitions.add(json(partition)));
    json.add("partitions", partitions);
    JsonArray stretches = new JsonArray();
    fixture.stretches().forEach(stretch -> stretches.add(json(stretch)));
    json.add("stretches", stretches);
    return json;
  }

  private static JsonObject json(FixturePartition partition) {
    JsonObject json = new JsonObject();
    json.addProperty("number", partition.number());
    json.addProperty("offset", partition.offset());
    json.addProperty("size", partition.size());
    json.addProperty("content", partition.content());
    json.addProperty("label", partition.label());
    json.addProperty("uuid", partition.uuid());
    json.addProperty("deletedData", partition.garbage());
    JsonArray files = new JsonArray();
    partition.files().forEach(file -> files.add(json(file)));
    json.add("files", files);
    return json;
  }

  private static JsonObject json(FixtureFile file) {
    JsonObject json = new JsonObject();
    json.addProperty("path", file.path());
    json.addProperty("size", file.size());
    json.addProperty("sha256", file.sha256());
    return json;
  }

  private static JsonObject json(FixtureStretch stretch) {
    JsonObject json = new JsonObject();
    json.addProperty("offset", stretch.offset());
    json.addProperty("length", stretch.length());
    json.addProperty("sha256", stretch.sha256());
    return json;
  }
}
