package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.DeviceFacts.Access;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;

final class DeviceRulesTest {
  private static final long SIZE = 64 * MIB;
  private static final DeviceFacts BLANK =
      new DeviceFacts(
          SIZE,
          SectorSize.S512,
          Optional.of("Flash Disk"),
          Optional.of("0042"),
          Access.WRITABLE,
          List.of(),
          Optional.empty());

  private static Inspection source() {
    return SampleDisk.of(SIZE)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(
            1, MIB, "ext4", SampleDisk.clean(63 * MIB, FullCheck.EXT, new Extent(MIB, 20 * MIB)))
        .inspect();
  }

  private static TargetFacts target(DeviceFacts device) {
    return TargetFacts.device(Path.of("/dev/sdx"), false, device);
  }

  private static PlanResult plan(DeviceFacts device, CloneOptions options) {
    return new Planner().plan(source(), target(device), options);
  }

  private static String refusal(DeviceFacts device, CloneOptions options) {
    return ((PlanResult.Rejection) plan(device, options)).reason();
  }

  private static String refusal(DeviceFacts device) {
    return refusal(device, CloneOptions.DEFAULT);
  }

  private static CloneOptions overwriting(String... serial) {
    return CloneOptions.DEFAULT.overwriting(
        Optional.of(new Overwrite(List.of(serial).stream().findFirst())));
  }

  private static DeviceFacts sized(long size) {
    return new DeviceFacts(
        size,
        SectorSize.S512,
        BLANK.model(),
        BLANK.serial(),
        Access.WRITABLE,
        List.of(),
        Optional.empty());
  }

  private static DeviceFacts sectors(int bytes) {
    return new DeviceFacts(
        SIZE,
        new SectorSize(bytes),
        BLANK.model(),
        BLANK.serial(),
        Access.WRITABLE,
        List.of(),
        Optional.empty());
  }

  private static DeviceFacts used(String... uses) {
    return new DeviceFacts(
        SIZE,
        SectorSize.S512,
        BLANK.model(),
        BLANK.serial(),
        Access.WRITABLE,
        List.of(uses),
        Optional.empty());
  }

  private static DeviceFacts holding(String what, Optional<String> serial) {
    return new DeviceFacts(
        SIZE,
        SectorSize.S512,
        BLANK.model(),
        serial,
        Access.WRITABLE,
        List.of(),
        Optional.of(what));
  }

  private static DeviceFacts access(Access access) {
    return new DeviceFacts(
        SIZE, SectorSize.S512, BLANK.model(), BLANK.serial(), access, List.of(), Optional.empty());
  }

  @Test
  void aBlankDeviceIsErasedWrittenAndFinishedLast() {
    Plan plan = (Plan) plan(BLANK, CloneOptions.DEFAULT);
    assertThat(plan.isOntoDevice()).isTrue();
    assertThat(plan.format()).isEqualTo(ImageFormat.RAW);
    assertThat(plan.virtualSize()).isEqualTo(SIZE);
    assertThat(plan.steps())
        .extracting(Step::name)
        .containsExactly("erase", "mask", "check", "copy", "verify", "finish");
  }

  @Test
  void thePlanSaysWhichDeviceLosesWhatIsOnIt() {
    Plan plan = (Plan) plan(BLANK, CloneOptions.DEFAULT);
    assertThat(plan.steps().get(0).reason())
        .contains("what is on it (Flash Disk, serial 0042, 64 MiB) is lost");
  }

  @Test
  void aFileIsNoDevice() {
    TargetFacts file =
        new TargetFacts(
            Path.of("/t.raw"),
            TargetFacts.Place.FREE,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    Plan plan = (Plan) new Planner().plan(source(), file, overwriting());
    assertThat(plan.isOntoDevice()).isFalse();
  }

  @Test
  void whoeverMayNotWriteStillSeesThePlan() {
    assertThat(plan(access(Access.FORBIDDEN), CloneOptions.DEFAULT)).isInstanceOf(Plan.class);
  }

  @Test
  void aReadOnlyDeviceIsRefused() {
    assertThat(refusal(access(Access.READ_ONLY)))
        .isEqualTo("'/dev/sdx' is read-only; give another device, or lift its write protection.");
  }

  @Test
  void aDriveWithoutAMediumIsRefused() {
    assertThat(refusal(sized(0))).isEqualTo("'/dev/sdx' has no medium in it; insert one.");
  }

  @Test
  void aDeviceInUseIsRefusedByItsFirstUse() {
    assertThat(refusal(used("is mounted on '/home'", "is used as swap space")))
        .isEqualTo("'/dev/sdx' or a partition of it is mounted on '/home'; release it first.");
  }

  @Test
  void consentDoesNotHelpADeviceInUse() {
    assertThat(refusal(used("is used as swap space"), overwriting())).contains("swap space");
  }

  @Test
  void aDeviceOfTheSourceIsRefused() {
    TargetFacts same = TargetFacts.device(Path.of("/dev/sdx"), true, BLANK);
    PlanResult result = new Planner().plan(source(), same, overwriting());
    assertThat(((PlanResult.Rejection) result).reason()).contains("holds bytes of the source");
  }

  @Test
  void aTableThatCountsInOtherSectorsIsRefused() {
    assertThat(refusal(sectors(4096)))
        .contains("has sectors of 4096 bytes")
        .contains("counts in sectors of 512");
  }

  @Test
  void aFileSystemWithoutATableMayGetOtherSectorsWithAWarning() {
    Inspection bare =
        SampleDisk.of(SIZE)
            .bare("ext4", UsedMap.allUsed(SIZE, ContentState.UNKNOWN, "unknown"))
            .inspect();
    Plan plan = (Plan) new Planner().plan(bare, target(sectors(4096)), CloneOptions.DEFAULT);
    assertThat(plan.warnings()).anyMatch(warning -> warning.contains("sectors of 4096 bytes"));
  }

  @Test
  void aSizeOfItsOwnIsRefused() {
    CloneOptions options = CloneOptions.DEFAULT.sized(SIZE / 2);
    assertThat(refusal(BLANK, options))
        .isEqualTo("'/dev/sdx' has 67108864 bytes, and not 33554432; leave out --size.");
    assertThat(plan(BLANK, CloneOptions.DEFAULT.sized(SIZE))).isInstanceOf(Plan.class);
  }

  @Test
  void anImageFormatIsRefused() {
    CloneOptions options = CloneOptions.DEFAULT.formatted(ImageFormat.QCOW2);
    assertThat(refusal(BLANK, options)).contains("takes the disk itself");
    assertThat(plan(BLANK, CloneOptions.DEFAULT.formatted(ImageFormat.RAW)))
        .isInstanceOf(Plan.class);
  }

  @Test
  void whatIsOnADeviceIsKeptUntilSomebodyConsents() {
    DeviceFacts full = holding("ext4 'photos'", Optional.of("0042"));
    assertThat(refusal(full))
        .isEqualTo(
            "'/dev/sdx' (Flash Disk, serial 0042, 64 MiB) holds ext4 'photos'; give"
                + " --overwrite=0042 to lose all that is on it.");
    assertThat(plan(full, overwriting())).isInstanceOf(Plan.class);
    assertThat(plan(full, overwriting("0042"))).isInstanceOf(Plan.class);
  }

  @Test
  void consentForAnotherDeviceIsNone() {
    assertThat(refusal(BLANK, overwriting("0043")))
        .isEqualTo(
            "'/dev/sdx' has the serial number '0042', and not '0043'; make sure that it is the"
                + " right device.");
    assertThat(refusal(holding("swap", Optional.empty()), overwriting("0043")))
        .contains("tells no serial number");
  }

  @Test
  void compressionIsRefused() {
    CloneOptions usual = CloneOptions.DEFAULT;
    CloneOptions compressed =
        new CloneOptions(
            Optional.empty(),
            Optional.<ByteSize>empty(),
            usual.strategy(),
            CloneOptions.Compression.COMPRESSED,
            usual.existing(),
            usual.proof(),
            usual.trust(),
            usual.sourceFormat(),
            usual.subclusters(),
            usual.partitions(),
            usual.growth());
    assertThat(refusal(BLANK, compressed)).contains("has no compression");
  }

  @Test
  void aSmallDeviceIsRefusedWithTheSizeThatWouldDo() {
    assertThat(new TooSmallException(512, 2 * MIB + 1, List.of()).sentence(target(BLANK)))
        .startsWith(
            "'/dev/sdx' (Flash Disk, serial 0042, 64 MiB) is too small; give a device of 3M or"
                + " more, as the source can be brought to");
  }

  @Test
  void aLargerDeviceIsUsedAsFarAsTheOptionsSay() {
    CloneOptions keeping = CloneOptions.DEFAULT.growing(Growth.NONE);
    Plan plan = (Plan) plan(sized(2 * SIZE), keeping);
    assertThat(plan.virtualSize()).isEqualTo(2 * SIZE);
    assertThat(plan.free().contains(SIZE)).isTrue();
  }
}
