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
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.model.TargetState;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.diskreplicator.engine.plan.CloneOptions.Proof;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeBlockDevices;
import org.diskreplicator.engine.port.FakeFarFiles;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.port.ImageSizes;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
final class FarFileExecutorTest {
  private static final long SIZE = 64 * MIB;
  private static final long MEASURED = 10 * MIB;
  private static final long END = 9 * MIB;
  private static final ExtentSet FILLED = ExtentSet.of(new Extent(0, 3 * MIB));
  private static final Verdict AGREES = new Verdict(true, "");

  private final Path source;
  private final Path run;
  private final FakeFarFiles files;
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeBlockDevices devices = new FakeBlockDevices();
  private final CancelToken cancel = new CancelToken();
  private final List<ReplicationEvent> events = Collections.synchronizedList(new ArrayList<>());
  private FileSystemChecks checks = (check, file, offset) -> AGREES;

  FarFileExecutorTest(@TempDir Path temp) throws IOException {
    source = Files.createDirectory(temp.resolve("images")).resolve("disk.raw");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    run = Files.createDirectory(temp.resolve("run"));
    files = new FakeFarFiles(Files.createDirectory(temp.resolve("far")));
  }

  private static final class Sizes implements ImageSizes {
    @Override
    public ByteSize room(Conversion conversion) {
      return ByteSize.of(MEASURED);
    }

    @Override
    public ByteSize end(View image) {
      return ByteSize.of(END);
    }

    @Override
    public ExtentSet filled(View image, ByteSize size) {
      return FILLED;
    }
  }

  private Plan plan(String name, Place place, CloneOptions options) {
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
    TargetFacts target =
        new TargetFacts(
            run.resolve(name),
            place,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    return (Plan) new Planner().plan(disk.inspect(), target, options);
  }

  private static CloneOptions options(Existing existing, Proof proof) {
    CloneOptions usual = CloneOptions.DEFAULT;
    return new CloneOptions(
        usual.format(),
        usual.size(),
        usual.strategy(),
        usual.compression(),
        existing,
        proof,
        usual.trust(),
        usual.sourceFormat(),
        usual.subclusters(),
        usual.partitions(),
        usual.growth());
  }

  private CloneReport execute(Plan plan) {
    return new FarFileExecutor(
            files,
            images,
            new Sizes(),
            devices,
            checks,
            new FakeWindows(),
            run,
            cancel,
            cancel.child(),
            events::add)
        .execute(plan, RemoteAddress.parse("ssh://host/far/" + plan.target().getFileName()));
  }

  private CloneReport execute(String name) {
    return execute(plan(name, Place.FREE, CloneOptions.DEFAULT));
  }

  private List<TargetState> states() {
    return events.stream()
        .filter(ReplicationEvent.TargetChanged.class::isInstance)
        .map(event -> ((ReplicationEvent.TargetChanged) event).state())
        .toList();
  }

  @Test
  void aRawFileIsAsLongAsTheDiskAndOnlyItsDataIsReadBack() {
    CloneReport report = execute("a.raw");
    assertThat(report.state()).isEqualTo(TargetState.VERIFIED);
    assertThat(report.allocatedBytes()).isEqualTo(FILLED.totalBytes());
    assertThat(files.calls()).containsExactly("create " + SIZE, "publish KEEP");
    assertThat(images.calls())
        .anyMatch(call -> call.startsWith("insert ") && call.endsWith("at 0+" + SIZE));
    assertThat(images.calls())
        .contains("compare " + run.resolve("wanted.qcow2") + " with " + run.resolve("found.qcow2"));
    assertThat(states())
        .containsExactly(
            TargetState.INCOMPLETE, TargetState.COPIED_UNVERIFIED, TargetState.VERIFIED);
    assertThat(devices.calls()).containsExactly("flush");
  }

  /** The file cannot grow: it is as long as was measured, and 4 MiB and 1/128 more. */
  @Test
  void aQcow2HasTheRoomThatWasMeasuredAndSome() {
    CloneReport report = execute("a.qcow2");
    long room = MEASURED + MEASURED / 128 + 4 * MIB;
    assertThat(files.calls()).containsExactly("create " + room, "publish KEEP");
    assertThat(report.allocatedBytes()).isEqualTo(END);
    assertThat(images.conversions())
        .singleElement()
        .satisfies(conversion -> assertThat(conversion.format()).isEqualTo(ImageFormat.QCOW2));
  }

  @Test
  void whatIsThereIsReplacedAtTheEndOnly() {
    CloneOptions force = options(Existing.REPLACE, Proof.COMPARE);
    execute(plan("a.raw", Place.FILE, force));
    assertThat(files.calls()).containsExactly("create " + SIZE, "publish REPLACE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.raw", "a.qcow2"})
  void whatComesBackOtherwiseGetsNoName(String name) {
    images.comparingBy((first, second) -> false);
    assertThatThrownBy(() -> execute(name))
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("gives back differs");
    assertThat(files.calls()).hasSize(1);
    assertThat(states()).doesNotContain(TargetState.VERIFIED);
  }

  @Test
  void withoutAProofNothingIsReadBack() {
    CloneOptions unproved = options(Existing.KEEP, Proof.NONE);
    assertThat(execute(plan("a.raw", Place.FREE, unproved)).state())
        .isEqualTo(TargetState.COPIED_UNVERIFIED);
    assertThat(images.calls()).noneMatch(call -> call.startsWith("compare"));
    assertThat(files.calls()).endsWith("publish KEEP");
  }

  @Test
  void aCheckThatDisagreesWithTheMapBeginsAnotherFile() {
    checks = (check, file, offset) -> new Verdict(false, "block bitmap differs");
    CloneReport report = execute("a.raw");
    assertThat(files.calls())
        .endsWith("create " + SIZE, "publish KEEP")
        .filteredOn(call -> !call.equals("drop"))
        .allMatch(call -> call.startsWith("create") || call.startsWith("publish"));
    assertThat(report.copiedWhole())
        .extracting(Area::onDisk)
        .containsExactly(ExtentSet.of(new Extent(MIB, 63 * MIB)));
    assertThat(report.copiedBytes()).isEqualTo(SIZE);
  }

  @Test
  void aSourceThatChangesMeanwhileIsNoCopy() {
    images.whileInserting(
        (insertion, stop) -> {
          try {
            Files.writeString(source, "other");
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
    assertThatThrownBy(() -> execute("a.raw"))
        .isInstanceOf(DifferenceException.class)
        .hasMessageContaining("changed");
    assertThat(files.calls()).containsExactly("create " + SIZE);
  }

  @Test
  void whatIsCancelledGetsNoName() {
    images.whileInserting((insertion, stop) -> cancel.cancel());
    assertThatThrownBy(() -> execute("a.raw")).isInstanceOf(CancelledException.class);
    assertThat(files.calls()).containsExactly("create " + SIZE);
  }
}
