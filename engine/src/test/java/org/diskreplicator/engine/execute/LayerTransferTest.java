package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ClusterShape;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeImageLayers;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageLayers.Layering;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.RunJournal;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clones of a topmost image above the same backing file. */
@Timeout(30)
final class LayerTransferTest {
  private static final long SIZE = 64 * MIB;

  /** 6 MiB, of which 2 are free. */
  private static final ExtentSet OWN =
      ExtentSet.of(new Extent(4 * MIB, 4 * MIB), new Extent(40 * MIB, 2 * MIB));

  private final Path source;
  private final Path base;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeImageLayers layers = new FakeImageLayers().holding(OWN);
  private Verdict verdict = new Verdict(true, "");

  LayerTransferTest(@TempDir Path temp) throws IOException {
    source = Files.createFile(temp.resolve("top.qcow2"));
    base = Files.createFile(temp.resolve("base.raw"));
    journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    stack = new CleanupStack(journal, new Undoer(command -> new CommandResult(command, 0, "", "")));
  }

  private CloneReport execute(Path target) {
    SampleDisk disk =
        SampleDisk.of(SIZE)
            .at(source, ImageFormat.QCOW2)
            .over(base, "base.raw", new ClusterShape(ByteSize.of(4096), false))
            .stamped(Inspector.stamp(source))
            .bare("ext4", SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(32 * MIB, 32 * MIB)));
    TargetFacts facts =
        new TargetFacts(
            target,
            TargetFacts.Place.FREE,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    CloneOptions options = CloneOptions.DEFAULT.standing(CloneOptions.Backing.KEEP);
    Plan plan = (Plan) new Planner().plan(disk.inspect(), facts, options);
    CancelToken cancel = new CancelToken();
    return new CloneExecutor(
            images,
            layers,
            (check, file, offset) -> verdict,
            new FakeWindows(),
            stack,
            journal.folder(),
            cancel,
            cancel.child(),
            event -> {})
        .execute(plan);
  }

  @Test
  void whatTheTopmostImageHoldsIsCopiedAndTheRestCompared() {
    Path target = source.resolveSibling("copy.qcow2");
    CloneReport report = execute(target);
    assertThat(layers.calls())
        .containsExactly(
            "own top.qcow2 of " + SIZE,
            "convert copy.qcow2",
            "rename copy.qcow2 to base.raw as raw");
    Layering layering = layers.layerings().get(0);
    assertThat(layering.below()).isEqualTo(new View(base, ImageFormat.RAW));
    assertThat(layering.conversion().source().path())
        .isEqualTo(journal.folder().resolve("mask.qcow2"));
    assertThat(layering.conversion().shape().clusterSize()).contains(ByteSize.of(4096));
    assertThat(layering.size()).isEqualTo(ByteSize.of(SIZE));
    assertThat(layering.selection()).exists();
    assertThat(images.calls())
        .contains(
            "compare "
                + journal.folder().resolve("mask.qcow2")
                + " with "
                + journal.folder().resolve("layer-mask.qcow2"));
    assertThat(report.copiedBytes()).isEqualTo(4 * MIB);
    assertThat(report.backing().orElseThrow().path()).isEqualTo(base);
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(target).hasContent("layer 1");
    assertThat(images.conversions()).isEmpty();
    stack.close();
  }

  @Test
  void anAbsoluteNameNeedsNoOther() throws IOException {
    Path folder = Files.createDirectory(source.resolveSibling("folder"));
    execute(folder.resolve("copy.qcow2"));
    assertThat(layers.calls()).hasSize(2).noneMatch(call -> call.startsWith("rename"));
    stack.close();
  }

  @Test
  void aDoubtCopiesTheLayerOnceMoreWithAllThatWasFree() {
    verdict = new Verdict(false, "bad");
    CloneReport report = execute(source.resolveSibling("copy.qcow2"));
    assertThat(report.copiedWhole()).extracting(Area::title).containsExactly("disk");
    assertThat(report.copiedBytes()).isEqualTo(6 * MIB);
    assertThat(layers.calls()).filteredOn(call -> call.startsWith("own")).hasSize(1);
    stack.close();
  }

  @Test
  void aDifferenceLeavesNothing() {
    Path target = source.resolveSibling("copy.qcow2");
    images.comparingBy((first, second) -> false);
    assertThatThrownBy(() -> execute(target)).isInstanceOf(DifferenceException.class);
    stack.close();
    assertThat(target).doesNotExist();
    assertThat(base.resolveSibling(".").toFile().list())
        .containsExactlyInAnyOrder("top.qcow2", "base.raw", "state");
  }
}
