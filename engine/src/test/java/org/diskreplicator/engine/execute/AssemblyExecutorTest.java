package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.inspect.VolumeFinder;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.Replays;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Replicators;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
final class AssemblyExecutorTest {
  private static final long SIZE = 64 * MIB;

  /** The fake's copies are files of a few bytes, which show a disk of one sector. */
  private static final Extent MADE = new Extent(0, 512);

  private final Path source;
  private final Path out;
  private final Path target;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final CancelToken cancel = new CancelToken();
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeWindows windows = new FakeWindows();
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<ReplicationEvent> events = Collections.synchronizedList(new ArrayList<>());
  private FileSystemChecks checks = (check, file, offset) -> new Verdict(true, "");
  private FileProof proof =
      (from, original, to, made) -> {
        calls.add("prove " + from.image().path().getFileName());
        return new FileProof.Outcome(List.of(), "");
      };
  private boolean dirty;
  private boolean replayable = true;

  AssemblyExecutorTest(@TempDir Path temp) throws IOException {
    source = Files.createDirectory(temp.resolve("images")).resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    out = Files.createDirectory(temp.resolve("out"));
    target = out.resolve("copy $(x).qcow2");
    journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    stack = new CleanupStack(journal, new Undoer(command -> new CommandResult(command, 0, "", "")));
  }

  private SampleDisk disk() {
    return SampleDisk.of(SIZE)
        .at(source, ImageFormat.RAW)
        .stamped(Inspector.stamp(source))
        .gap(0, MIB)
        .partition(1, MIB, "", UsedMap.allUsed(16 * MIB, ContentState.UNKNOWN, "unknown"))
        .partition(
            2,
            17 * MIB,
            "ext4",
            SampleDisk.clean(47 * MIB, FullCheck.EXT, new Extent(27 * MIB, 20 * MIB)));
  }

  private Inspection bare() {
    return SampleDisk.of(SIZE)
        .at(source, ImageFormat.RAW)
        .stamped(Inspector.stamp(source))
        .bare("ext4", UsedMap.allUsed(SIZE, ContentState.NEEDS_REPLAY, "its journal"))
        .inspect();
  }

  private static Piece.Copied copied(Region region, long place) {
    return new Piece.Copied(
        region,
        new Extent(place, region.extent().length()),
        region.usedMap().free(),
        "it has another place");
  }

  private Assembly assembly(Inspection disk, ImageFormat format, long size, Piece... pieces) {
    List<Step> steps = new ArrayList<>();
    for (Piece piece : pieces) {
      piece.source().usedMap().check().stream()
          .map(check -> new Step.CheckMap(piece.source(), check))
          .forEach(steps::add);
    }
    return new Assembly(
        disk,
        target,
        format,
        size,
        Optional.empty(),
        List.of(pieces),
        steps,
        List.of(),
        CloneOptions.DEFAULT);
  }

  private Inspector inspector() {
    return new Inspector(
        images,
        disk -> Optional.empty(),
        (disk, region) -> Signature.ofType("ext4"),
        windows,
        this::map,
        VolumeFinder.NONE);
  }

  private UsedMap map(Content content, Path disk, Extent region) {
    return new UsedMap(
        region.length(),
        ExtentSet.empty(),
        ContentState.CLEAN,
        Optional.of(FullCheck.EXT),
        "its bitmap");
  }

  private Window writable(View image) {
    calls.add("open " + image.path().getFileName());
    return new Window() {
      @Override
      public Path path() {
        return image.path();
      }

      @Override
      public void close() {
        calls.add("close " + image.path().getFileName());
      }
    };
  }

  private final class Tools implements Resizers, Replays, Replicator {
    @Override
    public boolean serves(Content content) {
      return true;
    }

    @Override
    public Range range(Content content, Path window) {
      return Range.none("");
    }

    @Override
    public void resize(Content content, Path file, long bytes, CancelToken stop) {
      calls.add("resize " + file.getFileName() + " to " + bytes);
    }

    @Override
    public boolean isNeeded(Content content, Path window) {
      return dirty;
    }

    @Override
    public boolean needsSuperUser(Content content) {
      return false;
    }

    @Override
    public void replay(Content content, Path file) {
      calls.add("replay " + file.getFileName());
      if (!replayable) {
        throw new RefusedException("It is sick.");
      }
    }

    @Override
    public String name() {
      return "ext";
    }

    @Override
    public Set<String> contents() {
      return Set.of("ext4");
    }

    @Override
    public Needs needs() {
      return new Needs(true, Set.of());
    }

    @Override
    public long smallest(Original original) {
      return 512;
    }

    @Override
    public List<String> rebuild(Original original, Path made, Progress progress, CancelToken stop) {
      calls.add("rebuild " + original.disk().path().getFileName() + " as " + made.getFileName());
      progress.at(1);
      return List.of("Something is different.");
    }
  }

  private CloneReport execute(Assembly assembly) {
    Tools tools = new Tools();
    AssemblyPorts ports =
        new AssemblyPorts(
            images,
            checks,
            windows,
            this::writable,
            inspector(),
            this::map,
            tools,
            tools,
            new Replicators(List.of(tools)),
            (file, distance) -> false,
            (from, original, to, made) -> proof.compare(from, original, to, made));
    return new AssemblyExecutor(ports, stack, journal.folder(), cancel, cancel.child(), events::add)
        .execute(assembly);
  }

  private List<String> moves() {
    return images.calls().stream()
        .filter(call -> call.matches("(convert|insert|compare|overlay).*"))
        .map(call -> call.replaceAll("/\\S*/", ""))
        .toList();
  }

  private List<Path> leftovers() throws IOException {
    stack.close();
    assertThat(journal.folder()).doesNotExist();
    try (Stream<Path> files = Files.list(out)) {
      return files.toList();
    }
  }

  private List<String> finishedSteps() {
    return events.stream()
        .filter(ReplicationEvent.StepFinished.class::isInstance)
        .map(event -> ((ReplicationEvent.StepFinished) event).step())
        .toList();
  }

  @Test
  void whatStaysTravelsInOnePassAndWhatMovesInItsOwn() throws IOException {
    Inspection disk = disk().inspect();
    List<Region> regions = disk.regions();
    CloneReport report =
        execute(
            assembly(
                disk,
                ImageFormat.QCOW2,
                SIZE + MIB,
                copied(regions.get(0), 0),
                copied(regions.get(1), MIB),
                copied(regions.get(2), 18 * MIB)));
    assertThat(moves())
        .containsExactly(
            "convert passage.qcow2 to qcow2",
            "compare passage.qcow2 with copy $(x).qcow2",
            "insert passage.qcow2 at " + 18 * MIB + "+" + 47 * MIB,
            "compare passage.qcow2 with place.qcow2");
    assertThat(finishedSteps())
        .containsExactly("copy", "verify", "copy partition 2", "verify partition 2");
    assertThat(report.copiedBytes()).isEqualTo(17 * MIB + 27 * MIB);
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void whatADoubtIsAboutIsCopiedOnceMoreWhole() {
    checks = (check, file, offset) -> new Verdict(false, "wrong");
    Inspection disk = disk().inspect();
    Region root = disk.regions().get(2);
    CloneReport report = execute(assembly(disk, ImageFormat.QCOW2, SIZE, copied(root, 17 * MIB)));
    assertThat(moves())
        .containsExactly(
            "convert passage.qcow2 to qcow2",
            "compare passage.qcow2 with copy $(x).qcow2",
            "insert passage.qcow2 at " + 17 * MIB + "+" + 47 * MIB,
            "compare passage.qcow2 with place.qcow2");
    assertThat(report.copiedWhole()).containsExactly(root);
    assertThat(report.copiedBytes()).isEqualTo(27 * MIB + 47 * MIB);
  }

  @Test
  void whatIsResizedIsResizedInAnOverlayAndCheckedOnTheTarget() throws IOException {
    List<String> checked = new ArrayList<>();
    checks =
        (check, file, offset) -> {
          checked.add(check + " " + file.getFileName());
          return new Verdict(true, "");
        };
    Inspection disk = bare();
    execute(
        assembly(
            disk,
            ImageFormat.RAW,
            512,
            new Piece.Resized(disk.regions().get(0), MADE, "the target is smaller")));
    assertThat(calls)
        .containsExactly(
            "open overlay1.qcow2", "resize overlay1.qcow2 to 512", "close overlay1.qcow2");
    assertThat(moves())
        .contains("overlay overlay1.qcow2 of " + SIZE + " over json:{\"part\":\"0+" + SIZE + "\"}");
    assertThat(checked).containsExactly("EXT " + target.getFileName());
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void whatIsMadeAnewIsComparedFileByFile() throws IOException {
    Inspection disk = bare();
    execute(assembly(disk, ImageFormat.RAW, 512, rebuilt(disk)));
    assertThat(calls).containsExactly("rebuild disk.raw as made1.raw", "prove disk.raw");
    assertThat(events).contains(new ReplicationEvent.Warning("Something is different."));
    assertThat(leftovers()).containsExactly(target);
  }

  private static Piece rebuilt(Inspection disk) {
    return new Piece.Rebuilt(disk.regions().get(0), MADE, "ext", "asked for");
  }

  @Test
  void whatIsMadeAnewBecomesTheFileOfARawTarget() throws IOException {
    Inspection disk = bare();
    CloneReport report = execute(assembly(disk, ImageFormat.RAW, 512, rebuilt(disk)));
    assertThat(moves())
        .containsExactly("insert passage.qcow2 at 0+512", "compare passage.qcow2 with place.qcow2");
    assertThat(finishedSteps()).startsWith("rebuild disk", "copy", "verify");
    assertThat(target).hasSize(512);
    assertThat(report.copiedBytes()).isPositive();
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void aJournalIsReplayedInAnOverlayThatThenIsTheOriginal() {
    dirty = true;
    Inspection disk = bare();
    execute(assembly(disk, ImageFormat.RAW, 512, rebuilt(disk)));
    assertThat(calls)
        .containsExactly(
            "open overlay2.qcow2",
            "replay overlay2.qcow2",
            "close overlay2.qcow2",
            "rebuild overlay2.qcow2 as made1.raw",
            "prove overlay2.qcow2");
  }

  private static Piece replayed(Inspection disk) {
    return new Piece.Replayed(disk.regions().get(0), MADE, "asked for");
  }

  @Test
  void whatNeedsAReplayIsCopiedFromAnOverlayAndCheckedThereAndOnTheTarget() throws IOException {
    List<String> checked = new ArrayList<>();
    checks =
        (check, file, offset) -> {
          checked.add(check + " " + file.getFileName());
          return new Verdict(true, "");
        };
    Inspection disk = bare();
    CloneReport report = execute(assembly(disk, ImageFormat.RAW, 512, replayed(disk)));
    assertThat(calls)
        .containsExactly("open overlay1.qcow2", "replay overlay1.qcow2", "close overlay1.qcow2");
    assertThat(checked).containsExactly("EXT region-0", "EXT " + target.getFileName());
    assertThat(finishedSteps()).contains("replay disk", "copy disk", "verify disk");
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(report.copiedWhole()).isEmpty();
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void whatCannotBeReplayedIsCopiedAsItIs() throws IOException {
    replayable = false;
    assertCopiedAsItIs("It is sick.");
  }

  @Test
  void whatIsSickAfterItsReplayIsCopiedAsItIs() throws IOException {
    checks = (check, file, offset) -> new Verdict(false, "Pass 5\nfree blocks");
    assertCopiedAsItIs("its full check disagrees with its map: free blocks");
  }

  private void assertCopiedAsItIs(String reason) throws IOException {
    Inspection disk = bare();
    CloneReport report = execute(assembly(disk, ImageFormat.QCOW2, SIZE, replayed(disk)));
    assertThat(events)
        .contains(
            new ReplicationEvent.Warning(
                "What disk is after a replay cannot be copied, so all its bytes are, as they are: "
                    + reason));
    assertThat(report.copiedWhole()).containsExactly(disk.regions().get(0));
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void otherFilesAreADifferenceAndNothingIsLeft() throws IOException {
    proof = (from, original, to, made) -> new FileProof.Outcome(List.of("'/a': mode"), "");
    Inspection disk = bare();
    Assembly assembly = assembly(disk, ImageFormat.RAW, 512, rebuilt(disk));
    assertThatThrownBy(() -> execute(assembly))
        .isInstanceOf(DifferenceException.class)
        .hasMessage("The copy of disk differs from the source: '/a': mode.");
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void filesThatNobodyCouldCompareAreAWarningAndNoProof() {
    proof = (from, original, to, made) -> new FileProof.Outcome(List.of(), "no driver");
    Inspection disk = bare();
    CloneReport report = execute(assembly(disk, ImageFormat.RAW, 512, rebuilt(disk)));
    assertThat(report.state()).isEqualTo(TargetState.COPIED_UNVERIFIED);
    assertThat(events)
        .contains(new ReplicationEvent.Warning("The files of disk were not compared: no driver."));
  }

  @Test
  void aBadCheckOfTheTargetIsADifference() {
    checks = (check, file, offset) -> new Verdict(false, "Pass 5");
    Inspection disk = bare();
    Assembly assembly =
        assembly(
            disk,
            ImageFormat.RAW,
            512,
            new Piece.Resized(disk.regions().get(0), MADE, "the target is smaller"));
    assertThatThrownBy(() -> execute(assembly))
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("is not sound")
        .hasMessageContaining("Pass 5");
  }

  @Test
  void aWrongCopyIsADifference() throws IOException {
    images.comparingBy((first, second) -> !second.path().endsWith("place.qcow2"));
    Inspection disk = disk().inspect();
    Assembly assembly =
        assembly(disk, ImageFormat.RAW, SIZE, copied(disk.regions().get(1), 40 * MIB));
    assertThatThrownBy(() -> execute(assembly)).isInstanceOf(DifferenceException.class);
    assertThat(leftovers()).isEmpty();
  }

  @Test
  void otherFormatsArePutTogetherInQcow2First() throws IOException {
    Inspection disk = disk().inspect();
    execute(assembly(disk, ImageFormat.VMDK, SIZE, copied(disk.regions().get(1), MIB)));
    assertThat(moves())
        .containsExactly(
            "convert passage.qcow2 to qcow2",
            "compare passage.qcow2 with disk.qcow2",
            "convert disk.qcow2 to vmdk",
            "compare disk.qcow2 with copy $(x).qcow2");
    assertThat(leftovers()).containsExactly(target);
  }

  @Test
  void aStopLeavesNothing() throws IOException {
    images.whileInserting((insertion, stop) -> cancel.cancel());
    Inspection disk = disk().inspect();
    Assembly assembly =
        assembly(disk, ImageFormat.RAW, SIZE, copied(disk.regions().get(1), 40 * MIB));
    assertThatThrownBy(() -> execute(assembly)).isInstanceOf(CancelledException.class);
    assertThat(leftovers()).isEmpty();
  }
}
