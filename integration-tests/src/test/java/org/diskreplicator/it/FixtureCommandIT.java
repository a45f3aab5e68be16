package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code diskrep fixture} for somebody who has nothing but the packaged program. */
@ExtendWith(Lab.class)
class FixtureCommandIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void listNamesEveryDisk(Scene scene) {
    Outcome list = scene.run("fixture", "list", "--json").exits(0);
    assertThat(list.json())
        .extracting(offer -> offer.get("name").getAsString())
        .containsExactlyElementsOf(FixtureDisks.names());
  }

  @Test
  void aDiskIsBuiltAndCanBeCloned(Workbench bench, Scene scene) {
    Outcome built = scene.run("fixture", "build", "gpt", "--json").exits(0);
    Path image = scene.target("gpt.raw");
    Fixture expected = bench.fixture("gpt");
    assertThat(Checksums.sha256(image)).isEqualTo(bench.checksum(expected));
    assertFacts(built.json().get(0), expected);

    scene.run("clone", image, "copy.raw").exits(0);
    scene.assertLeftOnly("gpt.raw", "copy.raw");
    new CopyProof(expected, scene.target("copy.raw"), scene.work()).assertGood();
  }

  private static void assertFacts(JsonObject json, Fixture fixture) {
    assertThat(json.get("marker").getAsString()).isEqualTo(fixture.marker());
    List<JsonObject> partitions =
        json.getAsJsonArray("partitions").asList().stream().map(p -> p.getAsJsonObject()).toList();
    assertThat(partitions)
        .extracting(p -> p.get("uuid").getAsString())
        .containsExactlyElementsOf(
            fixture.partitions().stream().map(FixturePartition::uuid).toList());
    assertThat(partitions)
        .extracting(p -> p.getAsJsonArray("files").size())
        .containsExactlyElementsOf(
            fixture.partitions().stream().map(p -> p.files().size()).toList());
  }

  @Test
  void aStoppedBuildLeavesNothing(Scene scene) {
    Running build = scene.start("fixture", "build", "demo");
    await().atMost(LIMIT).until(() -> !scene.targetNames().isEmpty());
    build.signal("TERM");
    build.await().exits(143);
    scene.assertLeftOnly();
  }

  @Test
  void aMissingProgramIsNamed(Scene scene) {
    Path tools = ToolFolder.without(scene.work().resolve("tools"), "mcopy");
    scene
        .with("PATH", tools.toString())
        .run("fixture", "build", "bare-fat12")
        .exits(5)
        .saysOneSentence()
        .tells("mcopy.*ci/setup");
    scene.assertLeftOnly();
  }
}
