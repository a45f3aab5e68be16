package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;

/** Plans for disks with a volume over two partitions: 8 MiB of the first, 6 MiB of the second. */
final class VolumePlanTest {
  private static final TargetFacts TARGET =
      new TargetFacts(
          Path.of("/t.qcow2"),
          TargetFacts.Place.FREE,
          TargetFacts.Folder.WRITABLE,
          false,
          Long.MAX_VALUE,
          Long.MAX_VALUE);

  private static SampleDisk disk(UsedMap volume) {
    return SampleDisk.of(32 * MIB)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(1, MIB, "LVM2_member", member(10 * MIB, 9 * MIB))
        .partition(2, 11 * MIB, "LVM2_member", member(21 * MIB, 20 * MIB))
        .volume(
            "vg/root", "ext4", volume, new Extent(2 * MIB, 8 * MIB), new Extent(12 * MIB, 6 * MIB));
  }

  /** All from {@code free} on is in no volume. */
  private static UsedMap member(long size, long free) {
    return new UsedMap(
        size, bytes(free, size), ContentState.CLEAN, Optional.empty(), "extents by its metadata");
  }

  private static UsedMap halfFree() {
    return SampleDisk.clean(14 * MIB, FullCheck.EXT, new Extent(7 * MIB, 7 * MIB));
  }

  private static ExtentSet bytes(long start, long end) {
    return ExtentSet.builder().add(start, end).build();
  }

  private static Plan plan(Inspection source, CloneOptions options) {
    return (Plan) new Planner().plan(source, TARGET, options);
  }

  private static Plan plan(Inspection source) {
    return plan(source, CloneOptions.DEFAULT);
  }

  private static CloneOptions raw(Map<Integer, Strategy> partitions) {
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
        usual.format(),
        usual.size(),
        usual.strategy(),
        usual.compression(),
        usual.existing(),
        usual.proof(),
        usual.trust(),
        usual.sourceFormat(),
        usual.subclusters(),
        partitions,
        usual.growth(),
        usual.overwrite(),
        usual.dirty(),
        usual.shape(),
        usual.backing());
  }

  private static List<String> checks(Plan plan) {
    return plan.steps().stream()
        .flatMap(step -> step instanceof Step.CheckMap check ? Stream.of(check) : Stream.empty())
        .map(check -> check.area().title() + " " + check.programs() + " " + check.needsWindow())
        .toList();
  }

  @Test
  void whatAVolumeLeavesFreeIsLeftOutOfBothPartitions() {
    Plan plan = plan(disk(halfFree()).inspect());
    assertThat(plan.free())
        .isEqualTo(
            bytes(9 * MIB, 11 * MIB)
                .union(bytes(12 * MIB, 18 * MIB))
                .union(bytes(31 * MIB, 32 * MIB)));
    assertThat(plan.regions())
        .extracting(RegionPlan::copiedBytes)
        .containsExactly(MIB, 8 * MIB, 14 * MIB);
  }

  @Test
  void aVolumeIsCheckedInAWindow() {
    Plan plan = plan(disk(halfFree()).inspect());
    assertThat(checks(plan)).containsExactly("volume vg/root [e2fsck] true");
    ExtentSet whole = plan.freeWithout(List.of(plan.source().volumes().get(0)));
    assertThat(whole).isEqualTo(bytes(10 * MIB, 11 * MIB).union(bytes(31 * MIB, 32 * MIB)));
  }

  @Test
  void onePartitionOfTwoLeavesOutItsPart() {
    Plan plan = plan(disk(halfFree()).inspect(2));
    assertThat(plan.virtualSize()).isEqualTo(21 * MIB);
    assertThat(plan.free()).isEqualTo(bytes(MIB, 7 * MIB).union(bytes(20 * MIB, 21 * MIB)));
    assertThat(plan.freeWithout(plan.source().volumes())).isEqualTo(bytes(20 * MIB, 21 * MIB));
  }

  @Test
  void aPartitionThatIsAskedForRawHasNothingLeftOut() {
    Plan plan = plan(disk(halfFree()).inspect(), raw(Map.of(1, Strategy.RAW, 2, Strategy.RAW)));
    assertThat(plan.free().isEmpty()).isTrue();
    assertThat(checks(plan)).isEmpty();
  }

  @Test
  void aDirtyVolumeIsWholeAndTold() {
    UsedMap dirty = UsedMap.allUsed(14 * MIB, ContentState.NEEDS_REPLAY, "its journal waits");
    Plan plan = plan(disk(dirty).inspect());
    assertThat(plan.free()).isEqualTo(bytes(10 * MIB, 11 * MIB).union(bytes(31 * MIB, 32 * MIB)));
    assertThat(plan.warnings())
        .containsExactly(
            "Volume vg/root (ext4, needs replay) is copied whole: its journal waits; to copy less,"
                + " have its own system mount and unmount it.");
  }
}
