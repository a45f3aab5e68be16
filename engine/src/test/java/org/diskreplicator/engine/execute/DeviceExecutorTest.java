package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeBlockDevices;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
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
final class DeviceExecutorTest {
  private static final long SIZE = 64 * MIB;
  private static final Path DEVICE = Path.of("/dev/sdx");
  private static final Verdict AGREES = new Verdict(true, "");
  private static final String HEAD = "zero 0+1048576";
  private static final String TAIL = "zero 66060288+1048576";

  private final Path source;
  private final RunJournal journal;
  private final CleanupStack stack;
  private final CancelToken cancel = new CancelToken();
  private final CancelToken checkStop = cancel.child();
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeBlockDevices devices = new FakeBlockDevices();
  private final FakeBlockDevices afterwards = new FakeBlockDevices();
  private final List<ReplicationEvent> events = Collections.synchronizedList(new ArrayList<>());
  private FileSystemChecks checks = (check, file, offset) -> AGREES;

  DeviceExecutorTest(@TempDir Path temp) throws IOException {
    source = Files.createDirectory(temp.resolve("images")).resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    journal = RunJournal.open(StateFolder.at(temp.resolve("state")));
    stack = new CleanupStack(journal, new Undoer(command -> new CommandResult(command, 0, "", "")));
  }

  private Plan plan(CloneOptions options) {
    SampleDisk disk =
        SampleDisk.of(SIZE)
            .at(source, ImageFormat.RAW)
            .stamped(Inspector.stamp(source))
            .gap(0, MIB)
            .partition(
                1,
                MIB,
                "ext4",
                SampleDisk.clean(63 * MIB, FullCheck.EXT, new Extent(8 * MIB, 55 * MIB)));
    DeviceFacts facts =
        new DeviceFacts(
            SIZE,
            SectorSize.S512,
            Optional.empty(),
            Optional.empty(),
            DeviceFacts.Access.WRITABLE,
            List.of(),
            Optional.empty());
    TargetFacts target = TargetFacts.device(DEVICE, false, facts);
    return (Plan) new Planner().plan(disk.inspect(), target, options);
  }

  private CloneReport execute() {
    return new DeviceExecutor(
            images,
            devices,
            afterwards,
            checks,
            new FakeWindows(),
            stack,
            journal.folder(),
            cancel,
            checkStop,
            events::add)
        .execute(plan(CloneOptions.DEFAULT));
  }

  private List<String> warnings() {
    return events.stream()
        .filter(ReplicationEvent.Warning.class::isInstance)
        .map(event -> ((ReplicationEvent.Warning) event).text())
        .toList();
  }

  private List<TargetState> states() {
    return events.stream()
        .filter(ReplicationEvent.TargetChanged.class::isInstance)
        .map(event -> ((ReplicationEvent.TargetChanged) event).state())
        .toList();
  }

  private List<String> written() {
    return images.calls().stream().filter(call -> call.startsWith("overwrite")).toList();
  }

  @Test
  void theStartIsZeroFirstAndWrittenLast() {
    images.whileOverwriting(
        (overwriting, stop) -> assertThat(devices.calls()).startsWith(HEAD, TAIL, "reread"));
    CloneReport report = execute();
    assertThat(devices.calls())
        .containsExactly(HEAD, TAIL, "reread", "flush", "flush", "flush", "reread");
    assertThat(written())
        .containsExactly(
            "overwrite /dev/sdx by selection0.qcow2",
            "overwrite /dev/sdx by selection3.qcow2",
            "overwrite /dev/sdx by selection4.qcow2");
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    // 9 MiB in use, and the last MiB of the partition.
    assertThat(report.allocatedBytes()).isEqualTo(10 * MIB);
    assertThat(states())
        .containsExactly(
            TargetState.INCOMPLETE, TargetState.COPIED_UNVERIFIED, TargetState.VERIFIED);
  }

  @Test
  void whatWasWrittenIsComparedBeforeTheStartIsWritten() {
    execute();
    List<String> calls = images.calls();
    int compare = 0;
    while (!calls.get(compare).startsWith("compare")) {
      compare++;
    }
    assertThat(calls.indexOf(written().get(0))).isLessThan(compare);
    assertThat(calls.indexOf(written().get(1))).isGreaterThan(compare);
    assertThat(calls.get(calls.size() - 1)).startsWith("compare");
  }

  @Test
  void aFinishedDeviceIsLeftAlone() {
    execute();
    stack.close();
    assertThat(afterwards.calls()).isEmpty();
    assertThat(warnings()).isEmpty();
  }

  @Test
  void aDeviceThatIsInUseByNowIsNotTouched() {
    devices.claim();
    assertThatThrownBy(this::execute).isInstanceOf(RefusedException.class);
    stack.close();
    assertThat(devices.calls()).isEmpty();
    assertThat(warnings()).isEmpty();
    assertThat(states()).isEmpty();
  }

  @Test
  void aFailureLeavesADeviceThatStartsWithZeros() {
    images.whileOverwriting(
        (overwriting, stop) -> {
          throw new InputOutputException("copying", new IOException("medium error"));
        });
    assertThatThrownBy(this::execute).isInstanceOf(InputOutputException.class);
    stack.close();
    assertThat(devices.calls()).containsExactly(HEAD, TAIL, "reread");
    assertThat(warnings()).singleElement().asString().contains("'/dev/sdx' is incomplete");
    assertThat(states()).containsExactly(TargetState.INCOMPLETE);
  }

  @Test
  void aFailureAtTheVeryEndErasesTheStartAgain() {
    images.whileOverwriting(
        (overwriting, stop) -> {
          if (images.overwritings().size() == 3) {
            throw new InputOutputException("copying", new IOException("medium error"));
          }
        });
    assertThatThrownBy(this::execute).isInstanceOf(InputOutputException.class);
    stack.close();
    assertThat(afterwards.calls()).containsExactly(HEAD);
  }

  @Test
  void aCancelErasesNothingThatIsZeroAnyway() {
    images.whileOverwriting((overwriting, stop) -> cancel.cancel());
    assertThatThrownBy(this::execute).isInstanceOf(CancelledException.class);
    stack.close();
    assertThat(afterwards.calls()).isEmpty();
    assertThat(warnings()).hasSize(1);
  }

  @Test
  void aDeviceThatGivesBackOtherBytesIsNeverFinished() {
    images.comparingBy((first, second) -> false);
    assertThatThrownBy(this::execute)
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("gives back other bytes");
    assertThat(written()).hasSize(1);
  }

  @Test
  void aDoubtfulMapIsCopiedWhole() {
    checks = (check, file, offset) -> new Verdict(false, "bitmap differs");
    images.whileOverwriting(
        (overwriting, stop) -> {
          if (images.overwritings().size() == 1) {
            await().until(stop::isCancelled);
          }
        });
    CloneReport report = execute();
    assertThat(report.copiedWhole()).extracting(Area::title).containsExactly("partition 1");
    assertThat(report.allocatedBytes()).isEqualTo(SIZE);
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
  }
}
