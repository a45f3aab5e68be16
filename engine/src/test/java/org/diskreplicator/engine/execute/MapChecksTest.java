package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.plan.Step;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;

final class MapChecksTest {
  private static final long SIZE = 64 * MIB;

  private final CancelToken stop = new CancelToken();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicInteger ran = new AtomicInteger();
  private volatile boolean interrupted;
  private volatile boolean ended;

  MapChecksTest() {
    stop.onCancel(stopped::countDown);
  }

  private MapChecks checks(FileSystemChecks checks) {
    View disk = new View(Path.of("/disk"), ImageFormat.RAW);
    return MapChecks.inTurn(checks, new FakeWindows(), disk, event -> {}, stop);
  }

  private static Step.CheckMap step() {
    Region region =
        SampleDisk.of(SIZE)
            .bare("ext4", SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(MIB, MIB)))
            .inspect()
            .regions()
            .get(0);
    return new Step.CheckMap(region, FullCheck.EXT);
  }

  /** Ends as a program does that is told to: not at once, and it holds something until then. */
  private Verdict untilStopped(FullCheck check, Path file, long offset) {
    ran.incrementAndGet();
    begun.countDown();
    try {
      stopped.await();
      Thread.sleep(50);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    ended = true;
    throw new CancelledException();
  }

  @Test
  void whoClosesThemEarlyWaitsUntilNoneRuns() throws InterruptedException {
    MapChecks running = checks(this::untilStopped);
    running.start(List.of(step(), step()), () -> {});
    begun.await();
    running.close();
    assertThat(ended).isTrue();
    assertThat(interrupted).as("its files would be closed").isFalse();
    assertThat(ran).as("the second check").hasValue(1);
  }

  @Test
  void aPairRunsAtOnce() {
    CountDownLatch both = new CountDownLatch(2);
    FileSystemChecks checks =
        (check, file, offset) -> {
          both.countDown();
          return new Verdict(meets(both), "alone");
        };
    View disk = new View(Path.of("/disk"), ImageFormat.RAW);
    try (MapChecks running =
        MapChecks.inPairs(checks, new FakeWindows(), disk, event -> {}, stop)) {
      running.start(List.of(step(), step()), () -> {});
      assertThat(running.await()).as("checks that met no other").isEmpty();
    }
  }

  private static boolean meets(CountDownLatch both) {
    try {
      return both.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Test
  void whoWaitsForTheAnswersStopsNothing() {
    try (MapChecks running = checks((check, file, offset) -> new Verdict(false, "bad"))) {
      running.start(List.of(step()), () -> {});
      assertThat(running.await()).hasSize(1);
    }
    assertThat(stop.isCancelled()).isFalse();
  }
}
