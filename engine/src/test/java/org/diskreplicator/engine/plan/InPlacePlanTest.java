package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DeviceFacts.Access;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.InPlaceFacts;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class InPlacePlanTest {
  private static final long SIZE = 64 * MIB;
  private static final InPlaceFacts GOOD = new InPlaceFacts(Access.WRITABLE, List.of(), true);
  private static final UsedMap CLEAN =
      SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(MIB, 16 * MIB), new Extent(32 * MIB, 512));

  private static SampleDisk disk(UsedMap map) {
    return SampleDisk.of(SIZE).bare("ext4", map);
  }

  private static Optional<String> refusal(SampleDisk disk) {
    return InPlacePlan.refusal(disk.inspect(), GOOD);
  }

  private static Optional<String> refusal(InPlaceFacts facts) {
    return InPlacePlan.refusal(disk(CLEAN).inspect(), facts);
  }

  @Test
  void wholePagesThatAreFreeAreGivenBackOnceTheCheckAgrees() {
    InPlacePlan plan = InPlacePlan.of(disk(CLEAN).inspect());
    assertThat(refusal(disk(CLEAN))).isEmpty();
    assertThat(plan.free()).isEqualTo(ExtentSet.of(new Extent(MIB, 16 * MIB)));
    assertThat(plan.checks()).extracting(Step.CheckMap::check).containsExactly(FullCheck.EXT);
  }

  @ParameterizedTest
  @EnumSource(
      value = ContentState.class,
      names = {"DIRTY", "NEEDS_REPLAY", "HIBERNATED", "DAMAGED"})
  void oneContentThatIsNotInOrderKeepsTheDiskAsItIs(ContentState state) {
    assertThat(refusal(disk(UsedMap.allUsed(SIZE, state, "because"))))
        .get()
        .asString()
        .contains("left as it is", "because");
  }

  @Test
  void whatNobodyKnowsIsNoReason() {
    UsedMap unknown = UsedMap.allUsed(MIB, ContentState.UNKNOWN, "");
    UsedMap clean = SampleDisk.clean(16 * MIB, FullCheck.EXT, new Extent(MIB, MIB));
    SampleDisk disk =
        SampleDisk.of(SIZE)
            .withTable(org.diskreplicator.engine.model.TableType.DOS, new byte[512])
            .partition(1, MIB, "LVM2_member", unknown)
            .partition(2, 2 * MIB, "ext4", clean);
    assertThat(refusal(disk)).isEmpty();
    assertThat(InPlacePlan.of(disk.inspect()).free())
        .isEqualTo(ExtentSet.of(new Extent(3 * MIB, MIB)));
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"RAW", "QCOW2"})
  void otherFormatsGetACopy(ImageFormat format) {
    assertThat(refusal(disk(CLEAN).at(Path.of("/x"), format)))
        .get()
        .asString()
        .contains("keeps its size", "sparse copy");
  }

  @Test
  void whatIsInUseIsLeftAlone() {
    assertThat(refusal(disk(CLEAN).usedAs(SourceUse.Kind.FILE, Optional.of("/mnt"))))
        .get()
        .asString()
        .contains("mounted");
    assertThat(refusal(new InPlaceFacts(Access.WRITABLE, List.of("is shown by /dev/loop0"), true)))
        .get()
        .asString()
        .contains("is shown by /dev/loop0; release it");
  }

  @Test
  void whatCannotBeWrittenOrGivesNothingBackIsLeftAlone() {
    assertThat(refusal(new InPlaceFacts(Access.READ_ONLY, List.of(), true))).isPresent();
    assertThat(refusal(new InPlaceFacts(Access.FORBIDDEN, List.of(), true)))
        .get()
        .asString()
        .contains("owner or root");
    assertThat(refusal(new InPlaceFacts(Access.WRITABLE, List.of(), false)))
        .get()
        .asString()
        .contains("cannot be told");
  }

  @Test
  void afterwardsTheSameBytesHaveToBeFree() {
    InPlacePlan plan = InPlacePlan.of(disk(CLEAN).inspect());
    assertThat(plan.objection(disk(CLEAN).inspect())).isEmpty();
    Inspection less =
        disk(SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(2 * MIB, 15 * MIB))).inspect();
    assertThat(plan.objection(less)).get().asString().contains("differs from what it was");
    Inspection dirty = disk(UsedMap.allUsed(SIZE, ContentState.DIRTY, "")).inspect();
    assertThat(plan.objection(dirty)).isPresent();
  }
}
