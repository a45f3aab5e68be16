package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.cli.SampleInspection.HOSTILE;
import static org.diskreplicator.cli.SampleInspection.MIB;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.diskreplicator.engine.plan.Plan;
import org.junit.jupiter.api.Test;

/** What programs read: names, types and values that stay. */
final class JsonTest {
  private static JsonObject parsed(JsonObject json) {
    String text = json.toString();
    assertThat(text.lines()).hasSize(1);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static List<JsonObject> objects(JsonObject json, String name) {
    return json.getAsJsonArray(name).asList().stream().map(JsonElement::getAsJsonObject).toList();
  }

  private static List<String> names(JsonObject json) {
    return List.copyOf(json.keySet());
  }

  @Test
  void anInspectionHasImageTableAndRegions() {
    JsonObject json = parsed(InspectionJson.of(SampleInspection.disk()));
    assertThat(names(json))
        .containsExactly(
            "image", "offset", "size", "table", "regions", "volumes", "usedBytes", "freeBytes");
    assertThat(json.get("size").getAsLong()).isEqualTo(72 * MIB);
    assertThat(json.get("usedBytes").getAsLong()).isEqualTo(54 * MIB);
    assertThat(json.get("freeBytes").getAsLong()).isEqualTo(18 * MIB);
    assertThat(json.getAsJsonObject("table"))
        .hasToString("{\"type\":\"dos\",\"id\":\"0x1\\u0007\",\"sectorSize\":512}");
    assertThat(objects(json, "regions")).hasSize(3);
  }

  @Test
  void anImageNamesAllItStandsOn() {
    JsonObject image = parsed(InspectionJson.of(SampleInspection.disk())).getAsJsonObject("image");
    assertThat(names(image))
        .containsExactly(
            "path", "format", "virtualSize", "allocatedSize", "dataFiles", "snapshots", "backing");
    assertThat(image.get("path").getAsString()).isEqualTo("/disk" + HOSTILE);
    assertThat(image.get("snapshots").getAsInt()).isEqualTo(2);
    assertThat(image.getAsJsonObject("backing").get("format").getAsString()).isEqualTo("vmdk");
  }

  @Test
  void aRegionTellsWhatItHolds() {
    JsonObject region =
        objects(parsed(InspectionJson.of(SampleInspection.disk())), "regions").get(1);
    assertThat(names(region))
        .containsExactly(
            "kind",
            "offset",
            "size",
            "partition",
            "content",
            "version",
            "label",
            "uuid",
            "state",
            "usedBytes",
            "freeRanges",
            "map");
    assertThat(region.get("kind").getAsString()).isEqualTo("partition");
    assertThat(region.get("label").getAsString()).isEqualTo(HOSTILE);
    assertThat(region.get("state").getAsString()).isEqualTo("dirty");
    JsonObject partition = region.getAsJsonObject("partition");
    assertThat(names(partition))
        .containsExactly("number", "role", "type", "uuid", "name", "attributes", "bootable");
    assertThat(partition.get("bootable").getAsBoolean()).isTrue();
    assertThat(partition.get("name").getAsString()).isEqualTo(HOSTILE);
  }

  @Test
  void aMountIsTold() {
    JsonObject json = parsed(InspectionJson.of(SampleInspection.mounted()));
    assertThat(json.get("mountedAt").getAsString()).isEqualTo("/mnt\u001b[2J");
    assertThat(json.has("table")).isFalse();
  }

  @Test
  void aPlanIsAnEventWithStepsAndWarnings() {
    Plan plan = SampleInspection.plan();
    JsonObject json = parsed(PlanJson.of(plan));
    assertThat(json.get("event").getAsString()).isEqualTo("plan");
    assertThat(json.get("source").getAsString()).isEqualTo("/disk" + HOSTILE);
    assertThat(json.get("target").getAsString()).isEqualTo("/t" + HOSTILE + ".qcow2");
    assertThat(json.get("virtualBytes").getAsLong()).isEqualTo(72 * MIB);
    assertThat(json.get("usedBytes").getAsLong()).isEqualTo(54 * MIB);
    assertThat(json.getAsJsonArray("warnings")).hasSameSizeAs(plan.warnings());
    assertThat(objects(json, "steps"))
        .extracting(step -> step.get("step").getAsString() + " " + step.get("programs"))
        .containsExactly(
            "mask []",
            "check [\"e2fsck\"]",
            "copy [\"qemu-img\"]",
            "verify [\"qemu-img\"]",
            "publish []");
  }

  @Test
  void aRegionOfAPlanHasItsStrategy() {
    JsonObject region = objects(parsed(PlanJson.of(SampleInspection.plan())), "regions").get(2);
    assertThat(region.get("strategy").getAsString()).isEqualTo("blocks");
    assertThat(region.get("copiedBytes").getAsLong()).isEqualTo(18 * MIB);
    assertThat(region.get("reason").getAsString()).isEqualTo("its bitmap");
    assertThat(region.get("content").getAsString()).isEqualTo("ext4");
  }

  @Test
  void anAssemblyTellsWhereEachRegionWillLie() {
    JsonObject json = parsed(AssemblyJson.of(SampleInspection.assembly()));
    assertThat(names(json))
        .containsExactly(
            "event",
            "source",
            "sourceFormat",
            "target",
            "format",
            "virtualBytes",
            "usedBytes",
            "writesTable",
            "privilege",
            "regions",
            "steps",
            "warnings");
    assertThat(json.get("event").getAsString()).isEqualTo("plan");
    assertThat(json.get("virtualBytes").getAsLong()).isEqualTo(60 * MIB);
    assertThat(json.get("writesTable").getAsBoolean()).isTrue();
    assertThat(json.get("privilege").getAsString()).isEqualTo("root");
    JsonObject root = objects(json, "regions").get(2);
    assertThat(root.get("strategy").getAsString()).isEqualTo("resize");
    assertThat(root.get("targetOffset").getAsLong()).isEqualTo(36 * MIB);
    assertThat(root.get("targetSize").getAsLong()).isEqualTo(24 * MIB);
    assertThat(objects(json, "regions").get(1).get("replicator").getAsString())
        .isEqualTo("vfat" + HOSTILE);
    assertThat(objects(json, "steps").get(2).get("privilege").getAsString()).isEqualTo("root");
  }
}
