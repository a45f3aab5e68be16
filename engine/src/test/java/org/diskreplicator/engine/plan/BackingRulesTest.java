package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Layer;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.CloneOptions.Backing;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.plan.CloneOptions.Dirty;
import org.diskreplicator.engine.plan.CloneOptions.Subclusters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Plans of copies that stand on the backing file of their source. */
final class BackingRulesTest {
  private static final long SIZE = 64 * MIB;
  private static final ClusterShape USUAL = new ClusterShape(ByteSize.of(64 << 10), false);

  private static SampleDisk disk() {
    return SampleDisk.of(SIZE)
        .at(Path.of("/images/top.qcow2"), ImageFormat.QCOW2)
        .allocating(5 * MIB)
        .over(Path.of("/images/base.raw"), "base.raw", USUAL)
        .gap(0, MIB)
        .partition(
            1,
            MIB,
            "ext4",
            SampleDisk.clean(63 * MIB, FullCheck.EXT, new Extent(20 * MIB, 40 * MIB)));
  }

  private static TargetFacts at(String path) {
    return new TargetFacts(
        Path.of(path),
        TargetFacts.Place.FREE,
        TargetFacts.Folder.WRITABLE,
        false,
        Long.MAX_VALUE,
        Long.MAX_VALUE);
  }

  private static CloneOptions keeping() {
    return CloneOptions.DEFAULT.standing(Backing.KEEP);
  }

  private static CloneOptions keeping(
      Strategy strategy, Compression compression, Subclusters subclusters) {
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
            usual.format(),
            usual.size(),
            strategy,
            compression,
            usual.existing(),
            usual.proof(),
            usual.trust(),
            usual.sourceFormat(),
            subclusters,
            strategy == Strategy.RAW ? Map.of(1, Strategy.FILES) : Map.of(),
            usual.growth())
        .standing(Backing.KEEP);
  }

  private static Plan plan(Inspection source, String target, CloneOptions options) {
    return (Plan) new Planner().plan(source, at(target), options);
  }

  private static String refusal(Inspection source, TargetFacts target, CloneOptions options) {
    Planner planner = new Planner();
    assertThat(planner.questions(source, target, options)).isEmpty();
    return ((PlanResult.Rejection) planner.plan(source, target, options)).reason();
  }

  private static String refusal(UnaryOperator<CloneOptions> change) {
    return refusal(disk().inspect(), at("/images/copy.qcow2"), change.apply(keeping()));
  }

  @Test
  void aCopyStandsOnWhatItsSourceStandsOn() {
    Plan plan = plan(disk().inspect(), "/images/copy.qcow2", keeping());
    assertThat(plan.backing())
        .contains(new KeptBacking(Path.of("/images/base.raw"), ImageFormat.RAW, "base.raw"));
    assertThat(plan.warnings()).isEmpty();
    Step.Copy copy =
        plan.steps().stream()
            .filter(Step.Copy.class::isInstance)
            .map(Step.Copy.class::cast)
            .findFirst()
            .orElseThrow();
    assertThat(copy.bytes()).isEqualTo(5 * MIB);
    assertThat(copy.reason()).contains("what the topmost image itself holds");
  }

  @Test
  void anOrdinaryCopyStandsOnNothing() {
    Plan plan = plan(disk().inspect(), "/images/copy.qcow2", CloneOptions.DEFAULT);
    assertThat(plan.backing()).isEmpty();
    assertThat(plan.options().shape()).isEqualTo(ImageShape.USUAL);
  }

  @ParameterizedTest
  @CsvSource({
    "base.raw, /images/copy.qcow2, base.raw",
    "base.raw, /images/./copy.qcow2, base.raw",
    "base.raw, /elsewhere/copy.qcow2, /images/base.raw",
    "base.raw, /images/sub/copy.qcow2, /images/base.raw",
    "base.raw, /images/x/../copy.qcow2, /images/base.raw",
    "/images/base.raw, /images/copy.qcow2, /images/base.raw"
  })
  void aRelativeNameStaysBesideTheSourceAndIsAbsoluteElsewhere(
      String written, String target, String name) {
    Inspection source = disk().over(Path.of("/images/base.raw"), written, USUAL).inspect();
    assertThat(plan(source, target, keeping()).backing().orElseThrow().name()).isEqualTo(name);
  }

  @Test
  void aBackingFileOutsideTheCopysFolderIsToldOf() {
    assertThat(plan(disk().inspect(), "/elsewhere/copy.qcow2", keeping()).warnings())
        .containsExactly(
            "The copy's backing file '/images/base.raw' lies outside its folder, so diskrep will"
                + " open the copy only with --allow-external.");
  }

  @Test
  void internalSnapshotsStayBehindAsEver() {
    assertThat(plan(disk().withSnapshots(1).inspect(), "/images/copy.qcow2", keeping()).warnings())
        .containsExactly(
            "An internal snapshot of the image is not copied, only its current state.");
  }

  @ParameterizedTest
  @CsvSource({
    "512, false, 512, AUTO",
    "65536, false, 65536, AUTO",
    "2097152, false, 65536, AUTO",
    "16384, true, 16384, ON",
    "2097152, true, 65536, ON"
  })
  void clustersAreNoLargerThanTheSourcesAndDividedLikeThose(
      long bytes, boolean divided, long expected, Subclusters subclusters) {
    Inspection source =
        disk()
            .over(
                Path.of("/images/base.raw"),
                "base.raw",
                new ClusterShape(ByteSize.of(bytes), divided))
            .inspect();
    CloneOptions options = plan(source, "/images/copy.qcow2", keeping()).options();
    assertThat(options.shape().clusterSize()).contains(ByteSize.of(expected));
    assertThat(options.subclusters()).isEqualTo(subclusters);
  }

  @Test
  void whatTheUserSaysOfClustersHolds() {
    Inspection source =
        disk()
            .over(
                Path.of("/images/base.raw"),
                "base.raw",
                new ClusterShape(ByteSize.of(64 << 10), true))
            .inspect();
    ImageShape small =
        new ImageShape(
            Optional.of(ByteSize.of(4096)), Optional.empty(), ImageShape.Preallocation.OFF);
    CloneOptions options = plan(source, "/images/copy.qcow2", keeping().shaped(small)).options();
    assertThat(options.shape()).isEqualTo(small);
    assertThat(options.subclusters()).isEqualTo(Subclusters.AUTO);
    CloneOptions compressed = keeping(Strategy.BLOCKS, Compression.COMPRESSED, Subclusters.AUTO);
    assertThat(plan(source, "/images/copy.qcow2", compressed).options().subclusters())
        .isEqualTo(Subclusters.AUTO);
    CloneOptions off = keeping(Strategy.BLOCKS, Compression.NONE, Subclusters.OFF);
    assertThat(plan(source, "/images/copy.qcow2", off).options().subclusters())
        .isEqualTo(Subclusters.OFF);
  }

  @Test
  void asourceWithoutABackingFileIsRefused() {
    Inspection alone =
        SampleDisk.of(SIZE)
            .at(Path.of("/images/alone.qcow2"), ImageFormat.QCOW2)
            .gap(0, SIZE)
            .inspect();
    assertThat(refusal(alone, at("/images/copy.qcow2"), keeping()))
        .isEqualTo(
            "'/images/alone.qcow2' stands on no backing file; clone it without --keep-backing.");
  }

  @Test
  void onlyLayersOfQcow2AreKept() {
    Inspection other =
        disk()
            .at(Path.of("/images/top.vmdk"), ImageFormat.VMDK)
            .layered(Optional.empty())
            .inspect();
    assertThat(refusal(other, at("/images/copy.qcow2"), keeping()))
        .isEqualTo(
            "'/images/top.vmdk' is a vmdk image, and only of qcow2 a layer can be kept; clone it"
                + " without --keep-backing.");
  }

  @Test
  void aBackingFileOfUntoldFormatIsRefused() {
    Inspection untold =
        disk().layered(Optional.of(new Layer("base.raw", Optional.empty(), USUAL))).inspect();
    assertThat(refusal(untold, at("/images/copy.qcow2"), keeping()))
        .startsWith("'/images/top.qcow2' does not tell the format of its backing file; ");
  }

  @Test
  void aPartitionIsRefused() {
    assertThat(refusal(disk().inspect(1), at("/images/copy.qcow2"), keeping()))
        .startsWith("One partition cannot stand on the backing file of a whole disk; ");
  }

  @ParameterizedTest
  @CsvSource({"raw", "vmdk", "vdi", "vhdx", "vpc"})
  void otherFormatsStandOnNothing(String format) {
    assertThat(
            refusal(
                disk().inspect(),
                at("/images/copy." + (format.equals("vpc") ? "vhd" : format)),
                keeping()))
        .startsWith("Only a qcow2 target can stand on a backing file, and not " + format + "; ");
  }

  @Test
  void aDeviceStandsOnNothing() {
    DeviceFacts facts =
        new DeviceFacts(
            SIZE,
            SectorSize.S512,
            Optional.empty(),
            Optional.empty(),
            DeviceFacts.Access.WRITABLE,
            List.of(),
            Optional.empty());
    assertThat(
            refusal(
                disk().inspect(), TargetFacts.device(Path.of("/dev/sdx"), false, facts), keeping()))
        .startsWith("'/dev/sdx' is a device, which stands on no backing file; ");
  }

  @Test
  void nothingMovesAndNothingIsMadeAnew() {
    assertThat(refusal(options -> options.sized(2 * SIZE))).contains("leave out --size, or");
    assertThat(refusal(options -> options.growing(Growth.of(1)))).contains("leave out --grow, or");
    assertThat(refusal(options -> options.treating(Dirty.REPLAY)))
        .contains("leave out --dirty replay, or");
    assertThat(
            refusal(
                options ->
                    options.shaped(
                        new ImageShape(
                            Optional.empty(),
                            Optional.empty(),
                            ImageShape.Preallocation.METADATA))))
        .contains("leave out --preallocation, or");
    assertThat(refusal(options -> keeping(Strategy.FILES, Compression.NONE, Subclusters.AUTO)))
        .contains("leave out --strategy files, or");
    assertThat(refusal(options -> keeping(Strategy.RAW, Compression.NONE, Subclusters.AUTO)))
        .contains("leave out --partition N=files, or");
  }

  @Test
  void theSizeThatTheSourceHasIsNoOther() {
    assertThat(plan(disk().inspect(), "/images/copy.qcow2", keeping().sized(SIZE)).backing())
        .isPresent();
  }

  @Test
  void aNameThatFitsIntoNoHeaderIsRefused() {
    Inspection deep =
        disk().over(Path.of("/" + "x".repeat(1100)), "/" + "x".repeat(1100), USUAL).inspect();
    assertThat(refusal(deep, at("/images/copy.qcow2"), keeping()))
        .contains("is longer than a qcow2 image can note down");
  }
}
