package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.execute.InPlaceReport;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.plan.Plan;
import org.junit.jupiter.api.Test;

/** What a clone shows to people and to programs. */
final class CloneViewTest {
  private static final Plan PLAN = SampleInspection.plan();
  private static final Region ROOT = PLAN.source().regions().get(2);
  private static final CloneReport REPORT =
      new CloneReport(
          PLAN.target(),
          ImageFormat.QCOW2,
          TargetState.VERIFIED,
          72 << 20,
          54 << 20,
          9 << 20,
          List.of(ROOT),
          1234);
  private static final List<ReplicationEvent> EVENTS =
      List.of(
          new ReplicationEvent.StepStarted("mask", 5),
          new ReplicationEvent.MaskWritten(1, 2, 3, 4),
          new ReplicationEvent.StepFinished("mask", 7),
          new ReplicationEvent.Progress("copy", 1, 2),
          new ReplicationEvent.MapChecked(ROOT, false, "first\nlast \u001b[1m"),
          new ReplicationEvent.Warning("look\u0007"),
          new ReplicationEvent.TargetChanged(TargetState.INCOMPLETE));

  private static Captured text(boolean quiet, Consumer<CloneView> act) {
    return Captured.of(
        () -> {
          try (CloneView view = new TextCloneView(quiet)) {
            act.accept(view);
          }
        });
  }

  private static List<JsonElement> json(Consumer<CloneView> act) {
    Captured printed =
        Captured.of(
            () -> {
              try (CloneView view = new JsonCloneView()) {
                act.accept(view);
              }
            });
    assertThat(printed.err()).isEmpty();
    return printed.out().lines().map(JsonParser::parseString).toList();
  }

  private static void assertHarmless(String text) {
    assertThat(text.codePoints().filter(c -> c != '\n')).noneMatch(Character::isISOControl);
  }

  @Test
  void aDryRunShowsRegionsStepsAndWarnings() {
    Captured shown = text(false, view -> view.plan(PLAN));
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out())
        .startsWith("Would clone /disk")
        .contains("(qcow2, 72 MiB), 54 MiB of it used.")
        .containsPattern("partition 5 +ext4 +clean +36 MiB +18 MiB +blocks +its bitmap")
        .containsPattern("verify +10 MiB +qemu-img")
        .containsPattern("publish +- +- ");
    assertThat(shown.out().lines().filter(line -> line.startsWith("warning: ")))
        .hasSameSizeAs(PLAN.warnings())
        .hasSizeGreaterThan(1);
    assertHarmless(shown.out());
  }

  @Test
  void aDryRunShowsOldAndNewSizes() {
    Captured shown = text(false, view -> view.plan(SampleInspection.assembly()));
    assertThat(shown.err()).isEmpty();
    assertThat(shown.out())
        .startsWith("Would clone /disk")
        .contains(" (72 MiB) to ")
        .contains("(qcow2, 60 MiB), ")
        .contains(" of it used; needs root.\n")
        .containsPattern(
            "partition 1 +vfat +dirty +35 MiB +35 MiB +1 MiB +1 MiB +files +asked for: ")
        .containsPattern(
            "partition 5 +ext4 +clean +36 MiB +24 MiB +36 MiB +36 MiB +resize +the target")
        .containsPattern("rebuild +35 MiB +mkfs.fat, qemu-img \\(root\\) +partition 1: asked for")
        .containsPattern("resize +18 MiB +e2fsck, resize2fs, qemu-img +partition 5: the target")
        .containsPattern("table +- +- ");
    assertHarmless(shown.out());
  }

  @Test
  void aLayerTellsWhatItStandsOn() {
    Plan plan = SampleInspection.layer();
    CloneReport report =
        new CloneReport(
            plan.target(),
            ImageFormat.QCOW2,
            TargetState.VERIFIED,
            72 << 20,
            54 << 20,
            9 << 20,
            List.of(),
            1234,
            plan.backing());
    Captured shown =
        text(
            false,
            view -> {
              view.plan(plan);
              view.finished(plan.source(), report);
            });
    assertThat(shown.out().lines().filter(line -> line.startsWith("It stands on /base")))
        .hasSize(2)
        .allMatch(line -> line.endsWith(" (vmdk), as the source does."));
    assertHarmless(shown.out());
    List<JsonElement> printed =
        json(
            view -> {
              view.plan(plan);
              view.finished(plan.source(), report);
            });
    assertThat(printed)
        .hasSize(2)
        .allSatisfy(
            element -> {
              JsonObject backing = element.getAsJsonObject().getAsJsonObject("backing");
              assertThat(backing.get("path").getAsString()).startsWith("/base");
              assertThat(backing.get("format").getAsString()).isEqualTo("vmdk");
              assertThat(backing.get("name").getAsString()).startsWith("base");
            });
  }

  @Test
  void whatIsPutTogetherWarnsFirst() {
    Captured shown = text(true, view -> view.started(SampleInspection.assembly()));
    assertThat(shown.out()).isEmpty();
    assertThat(shown.err().lines())
        .isNotEmpty()
        .hasSameSizeAs(SampleInspection.assembly().warnings())
        .allMatch(line -> line.startsWith("warning: "));
  }

  @Test
  void theResultGoesOutAndTheRestToTheSide() {
    Captured shown =
        text(
            false,
            view -> {
              view.started(PLAN);
              EVENTS.forEach(view::accept);
              view.finished(PLAN.source(), REPORT);
            });
    assertThat(shown.out().lines())
        .hasSize(2)
        .element(0)
        .asString()
        .startsWith("Cloned /disk")
        .endsWith(".qcow2, verified.");
    assertThat(shown.out()).endsWith("54 MiB of 72 MiB copied, 9 MiB on disk as qcow2, 1.2 s\n");
    assertThat(shown.err())
        .contains("warning: look\\u0007\n")
        .contains(
            "warning: The full check of partition 5 disagrees with its map, so it is copied whole:"
                + " last \\u001b[1m\n");
    assertHarmless(shown.out() + shown.err());
  }

  @Test
  void whoWantsQuietGetsTheResultAndTheWarnings() {
    Captured shown =
        text(
            true,
            view -> {
              view.accept(new ReplicationEvent.StepStarted("copy", 5));
              view.accept(new ReplicationEvent.StepFinished("copy", 7000));
              view.finished(PLAN.source(), REPORT);
            });
    assertThat(shown.out().lines()).hasSize(1);
    assertThat(shown.err()).isEmpty();
  }

  @Test
  void everyEventIsALineOfJson() {
    List<JsonElement> lines = json(view -> EVENTS.forEach(view::accept));
    assertThat(lines)
        .extracting(line -> line.getAsJsonObject().get("event").getAsString())
        .containsExactly(
            "step-started",
            "mask-written",
            "step-finished",
            "progress",
            "map-checked",
            "warning",
            "target");
    assertThat(lines.get(3))
        .hasToString("{\"event\":\"progress\",\"step\":\"copy\",\"bytes\":1,\"total\":2}");
    assertThat(lines.get(4))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"event": "map-checked", "region": "partition 5", "agrees": false,
                 "findings": "first\\nlast \\u001b[1m"}
                """));
  }

  @Test
  void theLastLineOfJsonIsTheReport() {
    List<JsonElement> lines =
        json(
            view -> {
              view.started(PLAN);
              view.finished(PLAN.source(), REPORT);
            });
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).isEqualTo(PlanJson.of(PLAN));
    assertThat(lines.get(1).getAsJsonObject().get("event").getAsString()).isEqualTo("finished");
    assertThat(lines.get(1).getAsJsonObject().get("state").getAsString()).isEqualTo("VERIFIED");
    assertThat(lines.get(1).getAsJsonObject().get("copiedWhole")).hasToString("[\"partition 5\"]");
  }

  @Test
  void whatIsGivenBackInPlaceIsShown() {
    InPlacePlan plan = InPlacePlan.of(PLAN.source());
    assertThat(text(false, view -> view.plan(plan)).out())
        .startsWith("Would give back 18 MiB of /disk")
        .contains("partition 5: 18 MiB free, if e2fsck agrees");
    InPlaceReport report = new InPlaceReport(Path.of("/disk\u0007"), 18 << 20, 9 << 20, 1 << 20, 5);
    Captured shown = text(false, view -> view.finished(report));
    assertHarmless(shown.out());
    assertThat(shown.out()).contains("18 MiB of it are free, 1 MiB on disk instead of 9 MiB");
    JsonObject json = json(view -> view.finished(report)).get(0).getAsJsonObject();
    assertThat(json.get("freeBytes").getAsLong()).isEqualTo(18 << 20);
    assertThat(json.get("allocatedBytes").getAsLong()).isEqualTo(1 << 20);
    assertThat(json(view -> view.plan(plan)).get(0).getAsJsonObject().get("freeRanges").getAsInt())
        .isEqualTo(plan.free().count());
  }
}
