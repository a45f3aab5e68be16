package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.Strategy;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.CloneOptions.Compression;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.diskreplicator.engine.plan.CloneOptions.Proof;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeImageLayers;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class CloneExecutorTest {
  private static final long SIZE = 64 * MIB;
  private static final Verdict AGREES = new Verdict(true, "");
  private static final Verdict DISAGREES = new Verdict(false, "Pass 5\nblock bitmap differs");

  private final Path source;
  private final Path out;
  private final Path target;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final CancelToken cancel = new CancelToken();
  private final CancelToken checkStop = cancel.child();
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeWindows windows = new FakeWindows();
  private final List<ReplicationEvent> events = Collections.synchronizedList(new ArrayList<>());
  private FileSystemChecks checks = (check, file, offset) -> AGREES;

  CloneExecutorTest(@TempDir Path temp) throws IOException {
    source = Files.createDirectory(temp.resolve("images")).resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    out = Files.createDirectory(temp.resolve("out"));
    target = out.resolve("copy $(x).qcow2");
    journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    stack = new CleanupStack(journal, new Undoer(command -> new CommandResult(command, 0, "", "")));
  }

  /** An ESP and a root, each half free. */
  private SampleDisk disk() {
    return SampleDisk.of(SIZE)
        .at(source, ImageFormat.RAW)
        .stamped(Inspector.stamp(source))
        .gap(0, MIB)
        .partition(
            1, MIB, "vfat", SampleDisk.clean(16 * MIB, FullCheck.FAT, new Extent(8 * MIB, 8 * MIB)))
        .partition(
            2,
            17 * MIB,
            "ext4",
            SampleDisk.clean(47 * MIB, FullCheck.EXT, new Extent(27 * MIB, 20 * MIB)));
  }

  private Plan plan(Inspection disk, Compression compression, Existing existing, Proof proof) {
    CloneOptions usual = CloneOptions.DEFAULT;
    TargetFacts facts =
        new TargetFacts(
            target,
            existing == Existing.REPLACE ? TargetFacts.Place.FILE : TargetFacts.Place.FREE,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    return (Plan)
        new Planner()
            .plan(
                disk,
                facts,
                new CloneOptions(
                    Optional.empty(),
                    Optional.<ByteSize>empty(),
                    Strategy.BLOCKS,
                    compression,
                    existing,
                    proof,
                    usual.trust(),
                    usual.sourceFormat(),
                    usual.subclusters(),
                    usual.partitions(),
                    usual.growth()));
  }

  private Plan plan(Inspection disk) {
    return plan(disk, Compression.NONE, Existing.KEEP, Proof.COMPARE);
  }

  private CloneReport execute(Plan plan) {
    return new CloneExecutor(
            images,
            new FakeImageLayers(),
            checks,
            windows,
            stack,
            journal.folder(),
            cancel,
            checkStop,
            events::add)
        .execute(plan);
  }

  private CloneReport execute() {
    return execute(plan(disk().inspect()));
  }

  private <E extends ReplicationEvent> List<E> eventsOf(Class<E> kind) {
    synchronized (events) {
      return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
  }

  private List<String> finishedSteps() {
    return eventsOf(ReplicationEvent.StepFinished.class).stream()
        .map(ReplicationEvent.StepFinished::step)
        .toList();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Path> leftovers() throws IOException {
    stack.close();
    assertThat(journal.folder()).doesNotExist();
    try (Stream<Path> files = Files.list(out)) {
      return files.toList();
    }
  }

  @Test
  void aCloneIsMaskedCopiedComparedAndNamed() throws IOException {
    CloneReport report = execute();
    assertThat(target).hasContent("copy 1");
    assertThat(finishedSteps()).containsExactly("mask", "copy", "verify");
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(report.target()).isEqualTo(target);
    assertThat(report.format()).isEqualTo(ImageFormat.QCOW2);
    assertThat(report.virtualSize()).isEqualTo(SIZE);
    assertThat(report.copiedBytes()).isEqualTo(36 * MIB);
    assertThat(report.copiedWhole()).isEmpty();
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void theTargetsStateIsToldAsItChanges() {
    execute();
    assertThat(eventsOf(ReplicationEvent.TargetChanged.class))
        .extracting(ReplicationEvent.TargetChanged::state)
        .containsExactly(
            TargetState.INCOMPLETE, TargetState.COPIED_UNVERIFIED, TargetState.VERIFIED);
  }

  @Test
  void theMaskHidesWhatIsFree() {
    execute();
    assertThat(eventsOf(ReplicationEvent.MaskWritten.class))
        .extracting(
            ReplicationEvent.MaskWritten::freeRanges, ReplicationEvent.MaskWritten::maskedBytes)
        .containsExactly(tuple(2, 28 * MIB));
  }

  @Test
  void progressIsInBytesThatTravel() {
    execute();
    assertThat(eventsOf(ReplicationEvent.Progress.class))
        .contains(
            new ReplicationEvent.Progress("copy", 18 * MIB, 36 * MIB),
            new ReplicationEvent.Progress("copy", 36 * MIB, 36 * MIB),
            new ReplicationEvent.Progress("verify", 36 * MIB, 36 * MIB));
  }

  @Test
  void theCopyReadsTheMaskAndIsMadeAsAskedFor() {
    execute(plan(disk().inspect(), Compression.COMPRESSED, Existing.KEEP, Proof.COMPARE));
    Conversion conversion = images.conversions().get(0);
    assertThat(conversion.source().path().getParent()).isEqualTo(journal.folder());
    assertThat(conversion.source().format()).isEqualTo(ImageFormat.QCOW2);
    assertThat(conversion.format()).isEqualTo(ImageFormat.QCOW2);
    assertThat(conversion.compressed()).isTrue();
    assertThat(conversion.layout()).isEqualTo(Layout.CONTIGUOUS);
  }

  @Test
  void theTargetGrowsBesideItsPlaceAndNotInIt() {
    images.whileCopying(
        (conversion, stop) -> {
          assertThat(target).doesNotExist();
          assertThat(conversion.target().startsWith(out)).isTrue();
          assertThat(conversion.target().getNameCount()).isEqualTo(out.getNameCount() + 2);
          assertThat(conversion.target().getFileName()).isEqualTo(target.getFileName());
        });
    execute();
    assertThat(target).exists();
  }

  @Test
  void theMaskStandsOnTheSourceByAShortName() {
    List<String> masks = new ArrayList<>();
    images.whileCopying((conversion, stop) -> masks.add(text(conversion.source().path())));
    execute();
    assertThat(masks.get(0)).contains(journal.folder().resolve("source/disk.raw").toString());
  }

  @Test
  void theMaskOfAPartitionStandsOnAPartOfTheSource() {
    List<String> masks = new ArrayList<>();
    images.whileCopying((conversion, stop) -> masks.add(text(conversion.source().path())));
    CloneReport report = execute(plan(disk().inspect(2)));
    assertThat(masks.get(0)).contains("json:{\"part\":\"17825792+49283072\"}");
    assertThat(report.virtualSize()).isEqualTo(47 * MIB);
    assertThat(report.copiedBytes()).isEqualTo(27 * MIB);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withoutAProofNothingIsCompared() {
    CloneReport report =
        execute(plan(disk().inspect(), Compression.NONE, Existing.KEEP, Proof.NONE));
    assertThat(report.state()).isEqualTo(TargetState.COPIED_UNVERIFIED);
    assertThat(finishedSteps()).containsExactly("mask", "copy");
    assertThat(target).exists();
  }

  @Test
  void eachCheckSeesItsFileSystem() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    checks =
        (check, file, offset) -> {
          seen.add(check + " " + file.getFileName() + " " + offset);
          return AGREES;
        };
    execute();
    assertThat(seen).containsExactly("FAT region-1048576 0", "EXT disk.raw 17825792");
    assertThat(windows.opened()).contains("region " + source + " 1048576+16777216");
  }

  @Test
  void aBareFatIsCheckedWhereItIs() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    checks =
        (check, file, offset) -> {
          seen.add(check + " " + file + " " + offset);
          return AGREES;
        };
    Inspection bare =
        SampleDisk.of(SIZE)
            .at(source, ImageFormat.RAW)
            .bare("vfat", SampleDisk.clean(SIZE, FullCheck.FAT, new Extent(MIB, MIB)))
            .inspect();
    execute(plan(bare));
    assertThat(seen).containsExactly("FAT " + source + " 0");
  }

  private Verdict disagreeOn(FullCheck wanted, FullCheck check) {
    return check == wanted ? DISAGREES : AGREES;
  }

  @Test
  void aDoubtStopsTheCopyAndTheRegionIsCopiedWhole() throws IOException {
    checks = (check, file, offset) -> disagreeOn(FullCheck.EXT, check);
    images.whileCopying(
        (conversion, stop) -> {
          if (images.conversions().size() == 1) {
            await().until(stop::isCancelled);
          }
        });
    CloneReport report = execute();
    assertThat(report.copiedWhole()).extracting(Area::title).containsExactly("partition 2");
    assertThat(report.copiedBytes()).isEqualTo(56 * MIB);
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(target).hasContent("copy 2");
    assertThat(finishedSteps()).containsExactly("mask", "mask", "copy", "verify");
    assertThat(eventsOf(ReplicationEvent.MaskWritten.class))
        .extracting(ReplicationEvent.MaskWritten::maskedBytes)
        .containsExactly(28 * MIB, 8 * MIB);
    assertThat(eventsOf(ReplicationEvent.MapChecked.class))
        .extracting(event -> event.area().title() + " " + event.agrees())
        .containsExactly("partition 1 true", "partition 2 false");
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void aDoubtThatComesAfterTheCopyCountsAsWell() {
    checks =
        (check, file, offset) -> {
          await().until(() -> finishedSteps().contains("copy"));
          return disagreeOn(FullCheck.FAT, check);
        };
    CloneReport report = execute();
    assertThat(report.copiedWhole()).extracting(Area::title).containsExactly("partition 1");
    assertThat(target).hasContent("copy 2");
    assertThat(finishedSteps()).containsExactly("mask", "copy", "mask", "copy", "verify");
  }

  @Test
  void allDoubtsAreCollectedBeforeTheSecondCopy() {
    checks = (check, file, offset) -> DISAGREES;
    CloneReport report = execute();
    assertThat(report.copiedWhole())
        .extracting(Area::title)
        .containsExactly("partition 1", "partition 2");
    assertThat(report.copiedBytes()).isEqualTo(SIZE);
    assertThat(images.conversions()).hasSize(2);
  }

  @Test
  void aCopyThatDiffersIsDropped() throws IOException {
    images.comparingBy((first, second) -> false);
    assertThatThrownBy(this::execute)
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("The copy differs from the source");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aSourceThatChangesDuringTheCopyIsNoSource() throws IOException {
    images.whileCopying((conversion, stop) -> write(source, "somebody wrote"));
    assertThatThrownBy(this::execute)
        .isInstanceOf(DifferenceException.class)
        .hasMessage("'" + source + "' changed meanwhile; stop what writes to it and try again.");
    assertThat(images.calls()).noneMatch(call -> call.startsWith("compare"));
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aSourceThatChangesDuringTheComparisonIsNoSourceEither() throws IOException {
    images.comparingBy(
        (first, second) -> {
          write(source, "somebody wrote");
          return true;
        });
    assertThatThrownBy(this::execute).isInstanceOf(DifferenceException.class);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aCopyThatFailsLeavesNothingAndStopsTheChecks() throws IOException {
    checks =
        (check, file, offset) -> {
          await().until(checkStop::isCancelled);
          throw new CancelledException();
        };
    images.whileCopying(
        (conversion, stop) -> {
          throw new CommandFailedException(
              "copying", List.of("qemu-img"), 1, "No space left on device");
        });
    assertThatThrownBy(this::execute)
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("No space left on device");
    assertThat(checkStop.isCancelled()).isTrue();
    assertThat(cancel.isCancelled()).isFalse();
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aCheckThatFailsFailsTheClone() throws IOException {
    checks =
        (check, file, offset) -> {
          throw new RefusedException("no check");
        };
    assertThatThrownBy(this::execute).isInstanceOf(RefusedException.class).hasMessage("no check");
    assertThat(leftovers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"copy", "verify", "check"})
  void aCancelAtAnyTimeLeavesNothing(String when) throws IOException {
    if (when.equals("copy")) {
      images.whileCopying((conversion, stop) -> cancel.cancel());
    } else if (when.equals("verify")) {
      images.comparingBy(
          (first, second) -> {
            cancel.cancel();
            return true;
          });
    } else {
      checks =
          (check, file, offset) -> {
            cancel.cancel();
            throw new CancelledException();
          };
    }
    assertThatThrownBy(this::execute).isInstanceOf(CancelledException.class);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void aFileThatCameIntoBeingMeanwhileIsKept() throws IOException {
    images.whileCopying((conversion, stop) -> write(target, "theirs"));
    assertThatThrownBy(this::execute)
        .isInstanceOf(RefusedException.class)
        .hasMessage(
            "'" + target + "' came into being during the copy; it is kept, the copy is dropped.");
    assertThat(leftovers()).containsExactly(target);
    assertThat(target).hasContent("theirs");
  }

  @Test
  void aFileIsReplacedOnlyAtTheEnd() throws IOException {
    write(target, "old");
    images.whileCopying((conversion, stop) -> assertThat(target).hasContent("old"));
    execute(plan(disk().inspect(), Compression.NONE, Existing.REPLACE, Proof.COMPARE));
    assertThat(target).hasContent("copy 1");
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void aFailureKeepsTheFileThatWasToBeReplaced() throws IOException {
    write(target, "old");
    images.comparingBy((first, second) -> false);
    assertThatThrownBy(
            () ->
                execute(plan(disk().inspect(), Compression.NONE, Existing.REPLACE, Proof.COMPARE)))
        .isInstanceOf(DifferenceException.class);
    assertThat(leftovers()).containsExactly(target);
    assertThat(target).hasContent("old");
  }
}
