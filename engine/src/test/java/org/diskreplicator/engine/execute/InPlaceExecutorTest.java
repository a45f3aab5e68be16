package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.InPlacePlan;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InPlaceExecutorTest {
  private static final long SIZE = 64 * MIB;
  private static final UsedMap CLEAN =
      SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(MIB, 16 * MIB));

  private final Path file;
  private final List<ExtentSet> discarded = new ArrayList<>();
  private Verdict verdict = new Verdict(true, "");

  InPlaceExecutorTest(@TempDir Path temp) throws IOException {
    file = Files.writeString(temp.resolve("disk"), "x");
  }

  private Inspection disk(UsedMap map) {
    return SampleDisk.of(SIZE)
        .at(file, ImageFormat.RAW)
        .stamped(Inspector.stamp(file))
        .bare("ext4", map)
        .inspect();
  }

  private InPlaceExecutor executor() {
    return new InPlaceExecutor(
        (check, path, offset) -> verdict,
        new FakeWindows(),
        this::discard,
        new CancelToken(),
        new CancelToken(),
        event -> {});
  }

  private void discard(
      View image, ExtentSet ranges, Runnable locked, Progress progress, CancelToken stop) {
    locked.run();
    discarded.add(ranges);
  }

  @Test
  void whatIsFreeIsDiscarded() {
    InPlacePlan plan = InPlacePlan.of(disk(CLEAN));
    executor().check(plan);
    executor().discard(plan);
    executor().prove(plan, disk(CLEAN));
    assertThat(discarded).containsExactly(ExtentSet.of(new Extent(MIB, 16 * MIB)));
  }

  @Test
  void aCheckThatDisagreesComesFirst() {
    verdict = new Verdict(false, "bad");
    assertThatThrownBy(() -> executor().check(InPlacePlan.of(disk(CLEAN))))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("left as it is");
  }

  @Test
  void whatSomebodyWroteToMeanwhileIsLeftAsItIs() throws IOException {
    InPlacePlan plan = InPlacePlan.of(disk(CLEAN));
    Files.writeString(file, "longer");
    assertThatThrownBy(() -> executor().discard(plan)).isInstanceOf(DifferenceException.class);
    assertThat(discarded).isEmpty();
  }

  @Test
  void aDamagedDiskIsNotCalledGood() {
    InPlacePlan plan = InPlacePlan.of(disk(CLEAN));
    verdict = new Verdict(false, "bad");
    assertThatThrownBy(() -> executor().prove(plan, disk(CLEAN)))
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("no longer in order");
    verdict = new Verdict(true, "");
    UsedMap dirty = UsedMap.allUsed(SIZE, ContentState.DIRTY, "");
    assertThatThrownBy(() -> executor().prove(plan, disk(dirty)))
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("differs");
  }
}
