package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of contents that need a replay when one is asked for. */
final class ReplayPlanTest {
  private static final long SIZE = 64 * MIB;
  private static final CloneOptions REPLAY =
      CloneOptions.DEFAULT.treating(CloneOptions.Dirty.REPLAY);
  private static final TargetFacts TARGET =
      new TargetFacts(
          Path.of("/t.qcow2"),
          TargetFacts.Place.FREE,
          TargetFacts.Folder.WRITABLE,
          false,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private static SampleDisk disk(String content, ContentState state) {
    return SampleDisk.of(SIZE)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(1, MIB, content, UsedMap.allUsed(31 * MIB, state, "its journal waits"))
        .partition(2, 32 * MIB, "ext4", SampleDisk.clean(32 * MIB, FullCheck.EXT));
  }

  private static PlanResult plan(Inspection source, CloneOptions options) {
    return new Planner().plan(source, TARGET, options);
  }

  @ParameterizedTest
  @CsvSource({
    "ext3, false, e2fsck",
    "ext4, false, e2fsck",
    "xfs, true, mount",
    "btrfs, true, mount"
  })
  void itIsReplayedAndTheRestIsCopied(String content, boolean superUser, String program) {
    Inspection source = disk(content, ContentState.NEEDS_REPLAY).inspect();
    Assembly assembly = (Assembly) plan(source, REPLAY);
    Region region = source.regions().get(1);
    assertThat(assembly.table()).isEmpty();
    assertThat(assembly.pieces().stream().map(Object::getClass).map(Class::getSimpleName))
        .containsExactly("Copied", "Replayed", "Copied");
    assertThat(assembly.pieces())
        .contains(
            new Piece.Replayed(
                region, region.extent(), "asked for: replayed in a throw-away overlay"));
    assertThat(assembly.needsSuperUser()).isEqualTo(superUser);
    assertThat(assembly.workOfSuperUser())
        .isEqualTo(superUser ? "replaying partition 1 (" + content + ")" : "");
    assertThat(assembly.steps())
        .filteredOn(step -> step.name().equals("replay"))
        .singleElement()
        .extracting(Step::programs)
        .isEqualTo(List.of(program, "qemu-img"));
    assertThat(assembly.warnings())
        .containsExactly(
            "Partition 1 ("
                + content
                + ", needs replay) is replayed in a throw-away overlay and copied from there; the"
                + " source stays as it is.");
  }

  @Test
  void onePartitionAloneIsReplayedToo() {
    Inspection source = disk("ext4", ContentState.NEEDS_REPLAY).inspect(1);
    Assembly assembly = (Assembly) plan(source, REPLAY);
    assertThat(assembly.pieces()).singleElement().isInstanceOf(Piece.Replayed.class);
    assertThat(assembly.pieces().get(0).target().offset()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"ext4, CLEAN", "ext4, DIRTY", "ext4, DAMAGED", "ntfs, NEEDS_REPLAY", "ntfs, DIRTY"})
  void whatCannotBeReplayedTravelsAsWithoutTheRequest(String content, ContentState state) {
    Inspection source = disk(content, state).inspect();
    Plan plan = (Plan) plan(source, REPLAY);
    Plan usual = (Plan) plan(source, CloneOptions.DEFAULT);
    assertThat(plan.steps()).isEqualTo(usual.steps());
    assertThat(plan.warnings()).isEqualTo(usual.warnings());
  }

  @Test
  void whatIsAskedForRawIsNotReplayed() {
    Inspection source = disk("ext4", ContentState.NEEDS_REPLAY).inspect();
    CloneOptions usual = CloneOptions.DEFAULT;
    CloneOptions raw =
        new CloneOptions(
                usual.format(),
                usual.size(),
                usual.strategy(),
                usual.compression(),
                usual.existing(),
                usual.proof(),
                usual.trust(),
                usual.sourceFormat(),
                usual.subclusters(),
                Map.of(1, Strategy.RAW),
                usual.growth())
            .treating(CloneOptions.Dirty.REPLAY);
    assertThat(plan(source, raw)).isInstanceOf(Plan.class);
  }
}
