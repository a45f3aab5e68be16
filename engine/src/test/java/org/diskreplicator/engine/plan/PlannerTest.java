package org.diskreplicator.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.image.GptRelocation;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.diskreplicator.engine.plan.CloneOptions.MapTrust;
import org.diskreplicator.engine.plan.CloneOptions.Proof;
import org.diskreplicator.engine.plan.CloneOptions.SourceFormat;
import org.diskreplicator.engine.plan.CloneOptions.Subclusters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class PlannerTest {
  private static final long SIZE = 64 * MIB;
  private static final long NO_LIMIT = Long.MAX_VALUE;

  private static TargetFacts target(String name) {
    return target(name, Place.FREE, Folder.WRITABLE);
  }

  private static TargetFacts target(String name, Place place, Folder folder) {
    return new TargetFacts(Path.of(name), place, folder, false, NO_LIMIT, NO_LIMIT);
  }

  /** A dos disk with an ESP, a swap, an ext4 of which a half is free, and unknown bytes. */
  private static SampleDisk disk() {
    return SampleDisk.of(SIZE)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(
            1,
            MIB,
            "vfat",
            SampleDisk.clean(15 * MIB, FullCheck.FAT, new Extent(5 * MIB, 10 * MIB)))
        .partition(2, 16 * MIB, "swap", swap())
        .partition(
            3,
            20 * MIB,
            "ext4",
            SampleDisk.clean(40 * MIB, FullCheck.EXT, new Extent(MIB, 20 * MIB)))
        .partition(
            4, 60 * MIB, "", UsedMap.allUsed(4 * MIB, ContentState.UNKNOWN, "unknown content"));
  }

  private static UsedMap swap() {
    return new UsedMap(
        4 * MIB,
        ExtentSet.of(new Extent(4096, 4 * MIB - 4096)),
        ContentState.CLEAN,
        Optional.empty(),
        "swap keeps its header");
  }

  /** Options by parts; what is not given is as by default. */
  private static CloneOptions options(Object... parts) {
    Options options = new Options();
    for (Object part : parts) {
      options.take(part);
    }
    return options.build();
  }

  private static final class Options {
    private Optional<ImageFormat> format = Optional.empty();
    private Optional<ByteSize> size = Optional.empty();
    private Strategy strategy = Strategy.BLOCKS;
    private Compression compression = Compression.NONE;
    private Existing existing = Existing.KEEP;
    private Proof proof = Proof.COMPARE;
    private MapTrust trust = MapTrust.CHECKED;
    private SourceFormat sourceFormat = SourceFormat.DETECTED;
    private Subclusters subclusters = Subclusters.AUTO;
    private Map<Integer, Strategy> partitions = Map.of();
    private Growth growth = Growth.LAST;

    @SuppressWarnings("unchecked")
    void take(Object part) {
      format = part instanceof ImageFormat given ? Optional.of(given) : format;
      size = part instanceof ByteSize given ? Optional.of(given) : size;
      strategy = part instanceof Strategy given ? given : strategy;
      compression = part instanceof Compression given ? given : compression;
      existing = part instanceof Existing given ? given : existing;
      proof = part instanceof Proof given ? given : proof;
      trust = part instanceof MapTrust given ? given : trust;
      sourceFormat = part instanceof SourceFormat given ? given : sourceFormat;
      subclusters = part instanceof Subclusters given ? given : subclusters;
      partitions = part instanceof Map<?, ?> given ? (Map<Integer, Strategy>) given : partitions;
      growth = part instanceof Growth given ? given : growth;
    }

    CloneOptions build() {
      return new CloneOptions(
          format,
          size,
          strategy,
          compression,
          existing,
          proof,
          trust,
          sourceFormat,
          subclusters,
          partitions,
          growth);
    }
  }

  private static Plan plan(Inspection source, TargetFacts target, Object... options) {
    PlanResult result = new Planner().plan(source, target, options(options));
    assertThat(result).isInstanceOf(Plan.class);
    return (Plan) result;
  }

  private static Plan plan(Object... options) {
    return plan(disk().inspect(), target("/t.qcow2"), options);
  }

  private static void assertRejected(
      String sentence, Inspection source, TargetFacts target, Object... options) {
    assertThat(new Planner().plan(source, target, options(options)))
        .isEqualTo(new PlanResult.Rejection(sentence));
  }

  private static List<String> names(Plan plan) {
    return plan.steps().stream().map(Step::name).toList();
  }

  static Stream<Arguments> combinations() {
    return Stream.of(
        Arguments.of(options(), "mask check check copy verify publish"),
        Arguments.of(options(MapTrust.BLIND), "mask copy verify publish"),
        Arguments.of(options(Proof.NONE), "mask check check copy publish"),
        Arguments.of(options(Strategy.RAW), "mask copy verify publish"),
        Arguments.of(options(Strategy.RAW, Proof.NONE), "mask copy publish"),
        Arguments.of(options(Proof.NONE, MapTrust.BLIND), "mask copy publish"),
        Arguments.of(
            options(Compression.COMPRESSED, Existing.REPLACE),
            "mask check check copy verify publish"));
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void stepsFollowTheOptions(CloneOptions options, String steps) {
    PlanResult result = new Planner().plan(disk().inspect(), target("/t.qcow2"), options);
    assertThat(names((Plan) result)).isEqualTo(List.of(steps.split(" ", -1)));
  }

  @Test
  void whatIsFreeIsLeftOut() {
    Plan plan = plan();
    assertThat(plan.free())
        .isEqualTo(
            ExtentSet.of(
                new Extent(6 * MIB, 10 * MIB),
                new Extent(16 * MIB + 4096, 4 * MIB - 4096),
                new Extent(21 * MIB, 20 * MIB)));
    assertThat(plan.virtualSize()).isEqualTo(SIZE);
    assertThat(plan.usedBytes()).isEqualTo(30 * MIB + 4096);
    assertThat(plan.patches()).isEmpty();
    assertThat(plan.warnings()).isEmpty();
    assertThat(plan.target()).isEqualTo(Path.of("/t.qcow2"));
  }

  @Test
  void onlyMapsThatSaveSomethingAreChecked() {
    assertThat(plan().steps())
        .filteredOn(Step.CheckMap.class::isInstance)
        .extracting(step -> ((Step.CheckMap) step).area().title() + " " + step.programs())
        .containsExactly("partition 1 [fsck.fat]", "partition 3 [e2fsck]");
    assertThat(plan().steps())
        .filteredOn(Step.CheckMap.class::isInstance)
        .extracting(step -> ((Step.CheckMap) step).needsWindow())
        .containsExactly(true, false);
  }

  @Test
  void eachRegionHasItsStrategyAndReason() {
    assertThat(plan().regions())
        .extracting(
            region ->
                region.region().title()
                    + ": "
                    + region.strategy()
                    + " "
                    + region.copiedBytes()
                    + " "
                    + region.reason())
        .containsExactly(
            "gap at 0 B: RAW 1048576 gaps are copied whole",
            "partition 1: BLOCKS 5242880 its bitmap",
            "partition 2: BLOCKS 4096 swap keeps its header",
            "partition 3: BLOCKS 20971520 its bitmap",
            "partition 4: RAW 4194304 unknown content");
  }

  @Test
  void theRawStrategyLeavesNothingOut() {
    Plan plan = plan(Strategy.RAW);
    assertThat(plan.free().isEmpty()).isTrue();
    assertThat(plan.usedBytes()).isEqualTo(SIZE);
    assertThat(plan.regions())
        .allMatch(region -> region.strategy() == Strategy.RAW)
        .extracting(RegionPlan::reason)
        .containsOnly("asked for: every byte");
  }

  @Test
  void stepsCarryWhatTheyNeed() {
    Plan plan = plan(Compression.COMPRESSED, Existing.REPLACE);
    long used = 30 * MIB + 4096;
    assertThat(plan.steps().get(0))
        .isEqualTo(
            new Step.WriteMask(SIZE - used, 3, "free ranges read as zero, the rest is the source"));
    assertThat(plan.steps().get(3))
        .isEqualTo(
            new Step.Copy(
                used,
                ImageFormat.QCOW2,
                true,
                false,
                false,
                "qemu-img moves the bytes of the masked source"));
    assertThat(plan.steps().get(4)).isEqualTo(new Step.Compare(used));
    assertThat(plan.steps().get(5))
        .isEqualTo(new Step.Publish(Path.of("/t.qcow2"), Existing.REPLACE));
  }

  @Test
  void aBareFatIsCheckedWithoutAWindow() {
    UsedMap map = SampleDisk.clean(SIZE, FullCheck.FAT, new Extent(MIB, MIB));
    Plan plan = plan(SampleDisk.of(SIZE).bare("vfat", map).inspect(), target("/t.raw"));
    assertThat(plan.steps().get(1).programs()).containsExactly("fsck.fat");
  }

  @ParameterizedTest
  @CsvSource({"0, 31461376", "1048576, 1048576", "67108864, 31461376"})
  void whatWasNeverWrittenDoesNotTravel(long allocated, long moved) {
    Plan plan = plan(disk().allocating(allocated).inspect(), target("/t.qcow2"));
    assertThat(plan.movedBytes(plan.usedBytes())).isEqualTo(moved);
    assertThat(plan.steps()).contains(new Step.Compare(moved));
    assertThat(plan.usedBytes()).isEqualTo(31_461_376);
  }

  @Test
  void whatIsCompressedTravelsInItsFullLength() {
    Inspection source = disk().allocating(MIB).holding(20 * MIB).inspect();
    Plan plan = plan(source, target("/t.qcow2"));
    assertThat(plan.movedBytes(plan.usedBytes())).isEqualTo(20 * MIB);
    assertThat(plan.steps()).contains(new Step.Compare(20 * MIB));
  }

  @Test
  void onePartitionIsADiskOfItsOwn() {
    Plan plan = plan(disk().inspect(3), target("/root.raw"));
    assertThat(plan.virtualSize()).isEqualTo(40 * MIB);
    assertThat(plan.format()).isEqualTo(ImageFormat.RAW);
    assertThat(plan.free()).isEqualTo(ExtentSet.of(new Extent(MIB, 20 * MIB)));
    assertThat(plan.freeWithout(plan.source().regions()).isEmpty()).isTrue();
  }

  @Test
  void whatIsDoubtedIsUsedWhole() {
    Plan plan = plan();
    Region root = plan.source().regions().get(3);
    assertThat(plan.freeWithout(List.of(root)))
        .isEqualTo(plan.free().subtract(ExtentSet.of(root.extent())));
    assertThat(plan.freeWithout(List.of())).isEqualTo(plan.free());
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, NONE, true, true",
    "AUTO, NONE, false, false",
    "AUTO, COMPRESSED, true, false",
    "ON, NONE, false, true",
    "ON, COMPRESSED, true, true",
    "OFF, NONE, true, false"
  })
  void clustersAreDividedWhereThatPays(
      Subclusters wanted, Compression compression, boolean scattered, boolean divided) {
    int count = scattered ? 6000 : 10;
    ExtentSet.Builder free = ExtentSet.builder();
    for (long i = 0; i < count; i++) {
      free.add(i * 8192 + 4096, (i + 1) * 8192);
    }
    UsedMap map =
        new UsedMap(count * 8192L, free.build(), ContentState.CLEAN, Optional.empty(), "");
    Inspection source = SampleDisk.of(count * 8192L).bare("ext4", map).inspect();
    assertThat(plan(source, target("/t.qcow2"), wanted, compression).steps())
        .filteredOn(Step.Copy.class::isInstance)
        .extracting(step -> ((Step.Copy) step).subclusters())
        .containsExactly(divided);
  }

  @Test
  void onlyQcow2HasDividedClusters() {
    assertThat(new Planner().plan(disk().inspect(), target("/t.vdi"), options(Subclusters.ON)))
        .isEqualTo(
            new PlanResult.Rejection(
                "Only the format qcow2 has extended L2 entries, and not vdi."));
  }

  @ParameterizedTest
  @CsvSource({
    "5000, 4096, false",
    "5001, 4096, true",
    "6000, 524288, false",
    "6000, 262144, false",
    "6000, 258048, true"
  })
  void manyShortRangesAreScattered(int count, long usedBetween, boolean scattered) {
    ExtentSet.Builder free = ExtentSet.builder();
    long stride = usedBetween + 4096;
    for (long i = 0; i < count; i++) {
      free.add(i * stride + usedBetween, (i + 1) * stride);
    }
    UsedMap map =
        new UsedMap(
            count * stride, free.build(), ContentState.CLEAN, Optional.of(FullCheck.EXT), "");
    Plan plan = plan(SampleDisk.of(count * stride).bare("ext4", map).inspect(), target("/t.qcow2"));
    assertThat(plan.steps())
        .filteredOn(Step.Copy.class::isInstance)
        .extracting(step -> ((Step.Copy) step).scattered())
        .containsExactly(scattered);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ext4 | NEEDS_REPLAY | ; --dirty replay copies what it is after a replay in a throw-away"
            + " overlay, which takes e2fsck.",
        "xfs | NEEDS_REPLAY | ; --dirty replay copies what it is after a replay in a throw-away"
            + " overlay, which takes root, for a mount.",
        "ntfs | NEEDS_REPLAY | ; nothing here replays ntfs.",
        "ntfs | HIBERNATED | ; to copy less, start the suspended system and shut it down, and never"
            + " start it from both disks.",
        "ext4 | DIRTY | ; to copy less, have its own system mount and unmount it.",
        "ext4 | DAMAGED | ; the copy is as damaged as the source, so repair the copy.",
        "ext4 | UNSUPPORTED | ."
      })
  void aFallbackIsToldOnceWithWhatToDo(String content, ContentState state, String advice) {
    Inspection source = only(content, state);
    assertThat(plan(source, target("/t.qcow2")).warnings())
        .containsExactly(
            "Partition 1 ("
                + content
                + ", "
                + state
                + ") is copied whole: its journal waits"
                + advice);
    assertThat(plan(source, target("/t.qcow2"), Strategy.RAW).warnings()).isEmpty();
  }

  private static Inspection only(String content, ContentState state) {
    UsedMap map = UsedMap.allUsed(SIZE - MIB, state, "its journal waits");
    return SampleDisk.of(SIZE)
        .withTable(TableType.DOS, new byte[512])
        .gap(0, MIB)
        .partition(1, MIB, content, map)
        .inspect();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 'An internal snapshot of the image is'",
    "2, '2 internal snapshots of the image are'"
  })
  void snapshotsAreNotCopiedInSilence(int count, String start) {
    assertThat(plan(disk().withSnapshots(count).inspect(), target("/t.qcow2")).warnings())
        .containsExactly(start + " not copied, only its current state.");
  }

  @Test
  void littleSpaceIsAWarning() {
    TargetFacts small =
        new TargetFacts(
            Path.of("/t.qcow2"), Place.FREE, Folder.WRITABLE, false, 10 * MIB, NO_LIMIT);
    assertThat(plan(disk().inspect(), small).warnings())
        .containsExactly("The target's folder has 10 MiB left, and up to 30.0 MiB may be needed.");
    assertThat(plan(disk().inspect(), small, Compression.COMPRESSED).warnings()).isEmpty();
    Inspection compressed = disk().allocating(MIB).holding(20 * MIB).inspect();
    assertThat(plan(compressed, small).warnings())
        .containsExactly("The target's folder has 10 MiB left, and up to 20 MiB may be needed.");
  }

  @Test
  void aLargerTargetCostsNoMore() {
    Plan plan = plan(ByteSize.of(1024 * SIZE));
    assertThat(plan.virtualSize()).isEqualTo(1024 * SIZE);
    assertThat(plan.usedBytes()).isEqualTo(30 * MIB + 4096);
    Plan raw = plan(Strategy.RAW, ByteSize.of(1024 * SIZE));
    assertThat(raw.usedBytes()).isEqualTo(SIZE);
  }

  @Test
  void aSourceOfOddSizeKeepsIt() {
    Inspection odd =
        SampleDisk.of(SIZE + 100)
            .bare("ext4", SampleDisk.clean(SIZE + 100, FullCheck.EXT))
            .inspect();
    assertThat(plan(odd, target("/t.qcow2")).virtualSize()).isEqualTo(SIZE + 100);
  }

  @ParameterizedTest
  @CsvSource({"/t.raw, RAW", "/t.img, RAW", "/t.vmdk, VMDK", "/t.vhd, VPC", "/t.VHDX, VHDX"})
  void theExtensionTellsTheFormat(String name, ImageFormat format) {
    assertThat(plan(disk().inspect(), target(name)).format()).isEqualTo(format);
    assertThat(plan(disk().inspect(), target(name), ImageFormat.VDI).format())
        .isEqualTo(ImageFormat.VDI);
  }

  @Test
  void aSourceThatChangesUnderTheCopyIsRefused() {
    Inspection mounted = disk().usedAs(SourceUse.Kind.DEVICE, Optional.of("/mnt/a b")).inspect();
    assertRejected(
        "'/images/disk.raw' is mounted writable at '/mnt/a b' and changes under the copy;"
            + " unmount it or remount it read-only.",
        mounted,
        target("/t.qcow2"));
  }

  @Test
  void aFileThatDoesNotLookLikeADiskIsRefused() {
    SampleDisk nothing =
        SampleDisk.of(SIZE)
            .bare("", UsedMap.allUsed(SIZE, ContentState.UNKNOWN, "unknown content"));
    assertRejected(
        "'/images/disk.raw' does not look like a disk: it has no image header, no partition table"
            + " and no known content; if it is a raw disk, give --source-format raw.",
        nothing.inspect(),
        target("/t.qcow2"));
    assertThat(plan(nothing.inspect(), target("/t.qcow2"), SourceFormat.STATED).usedBytes())
        .isEqualTo(SIZE);
    nothing.usedAs(SourceUse.Kind.DEVICE, Optional.empty());
    assertThat(plan(nothing.inspect(), target("/t.qcow2")).usedBytes()).isEqualTo(SIZE);
    nothing.usedAs(SourceUse.Kind.FILE, Optional.empty()).at(Path.of("/d"), ImageFormat.VDI);
    assertThat(plan(nothing.inspect(), target("/t.qcow2")).usedBytes()).isEqualTo(SIZE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FILE   | WRITABLE     | exists already; give --force to replace it.",
        "FOLDER | WRITABLE     | is a folder; give the name of a file in it.",
        "DEVICE | WRITABLE     | is a device; give the name of an image file.",
        "OTHER  | WRITABLE     | is no regular file; give another target.",
        "FREE   | MISSING      | does not exist; create it first.",
        "FREE   | READ_ONLY    | is not writable for you; choose another one.",
        "FREE   | NOT_A_FOLDER | is not a folder; choose another path."
      })
  void aTargetThatCannotBeWrittenIsRefused(Place place, Folder folder, String sentence) {
    String subject = folder == Folder.WRITABLE ? "'/a b.raw' " : "The folder of '/a b.raw' ";
    assertRejected(subject + sentence, disk().inspect(), target("/a b.raw", place, folder));
  }

  @ParameterizedTest
  @EnumSource(
      value = Place.class,
      names = {"FOLDER", "DEVICE", "OTHER"})
  void forceReplacesFilesOnly(Place place) {
    assertThat(
            plan(disk().inspect(), target("/t.raw", Place.FILE, Folder.WRITABLE), Existing.REPLACE)
                .options()
                .existing())
        .isEqualTo(Existing.REPLACE);
    assertThat(
            new Planner()
                .plan(
                    disk().inspect(),
                    target("/t.raw", place, Folder.WRITABLE),
                    options(Existing.REPLACE)))
        .isInstanceOf(PlanResult.Rejection.class);
  }

  @Test
  void theSourceIsNoTargetEvenByForce() {
    TargetFacts own =
        new TargetFacts(Path.of("/t.raw"), Place.FILE, Folder.WRITABLE, true, NO_LIMIT, NO_LIMIT);
    assertRejected(
        "'/t.raw' holds bytes of the source; give another target.",
        disk().inspect(),
        own,
        Existing.REPLACE);
  }

  @Test
  void aTargetThatIsTooSmallIsRefused() {
    assertRejected(
        "A target of 67108352 bytes is too small; give --size 64M or more, as the source can be"
            + " brought to 67108864 bytes (64 MiB) and no further: partition 1 keeps its size, as"
            + " nothing but copying its bytes is known; partition 2 keeps its size, as nothing but"
            + " copying its bytes is known; partition 3 keeps its size, as nothing but copying its"
            + " bytes is known; partition 4 keeps its size, as nothing but copying its bytes is"
            + " known.",
        disk().inspect(),
        target("/t.raw"),
        ByteSize.of(SIZE - 512));
    assertRejected(
        "A target of 67108352 bytes is too small; give --size 64M or more, as the source can be"
            + " brought to 67108864 bytes (64 MiB) and no further.",
        disk().inspect(),
        target("/t.raw"),
        Growth.NONE,
        ByteSize.of(SIZE - 512));
    assertRejected(
        "A target of 0 bytes holds no disk; give a larger --size.",
        disk().inspect(),
        target("/t.raw"),
        ByteSize.of(0));
    assertRejected(
        "The size 67109000 is no multiple of 512 bytes.",
        disk().inspect(),
        target("/t.raw"),
        ByteSize.of(67_109_000));
    assertRejected(
        "The size 67109376 is no multiple of 4096 bytes.",
        disk().withTable(TableType.GPT, SectorSize.S4096, new byte[1 << 20]).inspect(),
        target("/t.raw"),
        ByteSize.of(67_109_376));
  }

  @Test
  void aNameWithoutAFormatIsRefused() {
    assertRejected(
        "The name '/t.iso' does not tell an image format; give --format with one of raw, qcow2,"
            + " vmdk, vdi, vhdx, vpc.",
        disk().inspect(),
        target("/t.iso"));
  }

  @ParameterizedTest
  @EnumSource(
      value = ImageFormat.class,
      names = {"RAW", "VDI", "VHDX", "VPC"})
  void aFormatWithoutCompressionIsRefused(ImageFormat format) {
    assertRejected(
        "The format " + format + " has no compression; use qcow2 or vmdk.",
        disk().inspect(),
        target("/t"),
        format,
        Compression.COMPRESSED);
  }

  @Test
  void aRawFileThatNoFileSystemThereHoldsIsRefused() {
    TargetFacts limited =
        new TargetFacts(Path.of("/t.raw"), Place.FREE, Folder.WRITABLE, false, NO_LIMIT, SIZE - 1);
    assertRejected(
        "A raw image of 64 MiB is larger than any file can be where '/t.raw' lies; use --format"
            + " qcow2.",
        disk().inspect(),
        limited);
    assertThat(plan(disk().inspect(), limited, ImageFormat.QCOW2).format())
        .isEqualTo(ImageFormat.QCOW2);
  }

  @Test
  void aVpcImageThatIsTooLargeIsRefused() {
    assertRejected(
        "The format vpc holds at most 2040 GiB; use --format vhdx or qcow2.",
        disk().inspect(),
        target("/t.vhd"),
        ByteSize.of((2040L << 30) + 512));
    assertThat(plan(disk().inspect(), target("/t.vhd"), ByteSize.of(2040L << 30)).virtualSize())
        .isEqualTo(2040L << 30);
  }

  @Test
  void aGptOnALargerDiskTakesItsBackupToTheEnd() throws IOException {
    byte[] head;
    try (InputStream stream =
        Objects.requireNonNull(
            PlannerTest.class.getResourceAsStream("/sfdisk-2.38.1/gpt-64MiB-head.bin"))) {
      head = stream.readAllBytes();
    }
    Inspection gpt = SampleDisk.of(SIZE).withTable(TableType.GPT, head).gap(0, SIZE).inspect();
    Plan plan = plan(gpt, target("/t.raw"), ByteSize.of(2 * SIZE));
    assertThat(places(plan.patches()))
        .isEqualTo(places(GptRelocation.plan(head, SectorSize.S512, SIZE, 2 * SIZE).patches()));
    assertThat(plan.patches()).extracting(Patch::end).contains(2 * SIZE);
    assertThat(plan.free()).isEqualTo(ExtentSet.of(new Extent(SIZE, SIZE)));
    Plan raw = plan(gpt, target("/t.raw"), Strategy.RAW, ByteSize.of(2 * SIZE));
    assertThat(places(raw.patches())).isEqualTo(places(plan.patches()));
  }

  private static List<Extent> places(List<Patch> patches) {
    return patches.stream().map(patch -> Extent.between(patch.offset(), patch.end())).toList();
  }

  @Test
  void aGptThatCannotBeMovedIsRefused() {
    Inspection gpt =
        SampleDisk.of(SIZE).withTable(TableType.GPT, new byte[1 << 20]).gap(0, SIZE).inspect();
    assertThat(new Planner().plan(gpt, target("/t.raw"), options(ByteSize.of(2 * SIZE))))
        .isInstanceOf(PlanResult.Rejection.class);
    assertThat(plan(gpt, target("/t.raw")).patches()).isEmpty();
    assertThat(plan(gpt, target("/t.raw"), ByteSize.of(SIZE)).patches()).isEmpty();
  }

  @Test
  void aLargerPartitionOfAGptNeedsNoMove() {
    Inspection partition = disk().withTable(TableType.GPT, new byte[1 << 20]).inspect(3);
    Plan plan = plan(partition, target("/t.raw"), ByteSize.of(SIZE));
    assertThat(plan.patches()).isEmpty();
    assertThat(plan.virtualSize()).isEqualTo(SIZE);
  }

  @Test
  void aCopyThatIsSmallerThanItsSourceIsNone() {
    assertThat(new Planner().expect(disk().inspect(), target("/t"), ImageFormat.VDI, MIB))
        .isEqualTo(
            new PlanResult.Rejection(
                "'/t' holds a disk of 1048576 bytes, and the source has 67108864; it is no copy of"
                    + " it."));
  }

  @Test
  void aCopyIsExpectedToHoldWhatIsUsed() {
    Plan plan =
        (Plan) new Planner().expect(disk().inspect(), target("/t"), ImageFormat.VDI, 2 * SIZE);
    assertThat(plan.virtualSize()).isEqualTo(2 * SIZE);
    assertThat(plan.usedBytes()).isEqualTo(30 * MIB + 4096);
  }
}
