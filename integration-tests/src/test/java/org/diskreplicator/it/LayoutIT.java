package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where partitions lie on a target of another size: as the plan says, and with all their files. */
@ExtendWith(Lab.class)
class LayoutIT {
  private static final long MIB = 1 << 20;
  private static final Pattern LEAST = Pattern.compile("give --size (\\d+)M or more");

  /** One region of a plan that is a partition. */
  private record Place(int number, long offset, long size, String strategy) {}

  @ParameterizedTest
  @CsvSource({
    "gpt, 60, ''",
    "gpt, 150, ''",
    "mbr, 70, ''",
    "mbr, 140, ''",
    "out-of-order, 70, ''",
    "out-of-order, 140, ''",
    "gap-data, 80, ''",
    "gpt-4096, 130, ''",
    "gpt-4096, 97, ''",
    "gap-data, 85, --keep-sizes",
    "gpt, 130, --keep-sizes"
  })
  void whatIsPlannedIsDone(String name, int percent, String option, Workbench bench, Scene scene) {
    Fixture source = bench.fixture(name);
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("clone", source.image(), scene.target("copy.raw")));
    arguments.addAll(List.of("--size", source.size() * percent / 100 / MIB + "M", "--json"));
    arguments.addAll(option.isEmpty() ? List.of() : List.of(option));
    List<Object> dry = new ArrayList<>(arguments);
    dry.add("--dry-run");
    JsonObject planned = scene.run(dry.toArray()).exits(0).json().get(0);
    scene.assertLeftOnly();

    List<JsonObject> events = scene.run(arguments.toArray()).exits(0).json();
    assertThat(events.get(0)).isEqualTo(planned);
    scene.assertLeftOnly("copy.raw");
    assertGood(source, scene.target("copy.raw"), places(planned), scene.work());
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
  }

  @ParameterizedTest
  @CsvSource({"gpt", "mbr", "out-of-order", "bare-ext4"})
  void theLeastSizeThatIsNamedWorks(String name, Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT);
    Fixture source = bench.fixture(name);
    Outcome refused =
        scene.run("clone", source.image(), scene.target("copy.raw"), "--size", "1M", "--json");
    refused.exits(4);
    Matcher least = LEAST.matcher(refused.json().get(0).get("message").getAsString());
    assertThat(least.find()).as(refused.toString()).isTrue();
    scene.assertLeftOnly();

    List<JsonObject> events =
        scene
            .run(
                "clone",
                source.image(),
                scene.target("copy.raw"),
                "--size",
                least.group(1) + "M",
                "--json")
            .exits(0)
            .json();
    assertGood(source, scene.target("copy.raw"), places(events.get(0)), scene.work());
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
  }

  @Test
  void whoeverIsNamedGrowsAndTheRestMoves(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("gpt");
    JsonObject planned =
        scene
            .run("clone", source.image(), "copy.raw", "--size", "700M", "--grow", "1", "--json")
            .exits(0)
            .json()
            .get(0);
    List<Place> places = places(planned);
    long room = 700 * MIB - source.size();
    assertThat(places.get(0).size()).isGreaterThanOrEqualTo(source.partition(1).size() + room);
    assertThat(places.get(2).offset()).isGreaterThanOrEqualTo(source.partition(3).offset() + room);
    assertGood(source, scene.target("copy.raw"), places, scene.work());
  }

  @Test
  void filesOfWhatOnlyRootCanMakeAnewNeedRoot(Workbench bench, Scene scene) {
    scene
        .run("clone", bench.fixture("gpt").image(), "copy.raw", "--strategy", "files")
        .exits(5)
        .saysOneSentence()
        .tells("making partition 3 \\(ext4\\) anew takes.*sudo.*--sandbox container");
    scene.assertLeftOnly();
  }

  private static List<Place> places(JsonObject plan) {
    return plan.getAsJsonArray("regions").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(region -> !region.get("kind").getAsString().equals("gap"))
        .map(LayoutIT::place)
        .toList();
  }

  private static Place place(JsonObject region) {
    boolean moves = region.has("targetOffset");
    return new Place(
        region.has("partition") ? region.getAsJsonObject("partition").get("number").getAsInt() : 0,
        region.get(moves ? "targetOffset" : "offset").getAsLong(),
        region.get(moves ? "targetSize" : "size").getAsLong(),
        region.get("strategy").getAsString());
  }

  private static void assertGood(Fixture source, Path copy, List<Place> places, Path work) {
    if (source.sectorSize() == 512 && !source.table().equals("none")) {
      assertThat(Tools.output("sfdisk", "--verify", copy)).contains("No errors detected");
      assertThat(byTable(copy)).containsAll(places.stream().map(LayoutIT::text).toList());
    }
    FileSystems fileSystems = new FileSystems(copy, work);
    for (Place place : places) {
      FixturePartition moved = moved(source.partition(place.number()), place);
      fileSystems.assertClean(moved);
      fileSystems.assertIdentity(moved);
      fileSystems.assertFiles(moved);
    }
  }

  private static String text(Place place) {
    return place.number() + ": " + place.offset() + "+" + place.size();
  }

  private static List<String> byTable(Path disk) {
    JsonArray partitions =
        JsonParser.parseString(Tools.output("sfdisk", "-J", disk))
            .getAsJsonObject()
            .getAsJsonObject("partitiontable")
            .getAsJsonArray("partitions");
    return partitions.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .map(entry -> LayoutIT.text(disk, entry))
        .toList();
  }

  private static String text(Path disk, JsonObject entry) {
    String node = entry.get("node").getAsString().substring(disk.toString().length());
    return text(
        new Place(
            Integer.parseInt(node),
            entry.get("start").getAsLong() * 512,
            entry.get("size").getAsLong() * 512,
            ""));
  }

  private static FixturePartition moved(FixturePartition old, Place place) {
    return new FixturePartition(
        old.number(),
        place.offset(),
        place.size(),
        old.content(),
        old.label(),
        old.uuid(),
        old.files(),
        old.garbage());
  }
}
