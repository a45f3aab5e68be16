package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyVerifierTest {
  private static final long SIZE = 64 * MIB;

  private final Path source;
  private final Path copy;
  private final Path runFolder;
  private final FakeImageFiles images = new FakeImageFiles();
  private final List<ReplicationEvent> events = Collections.synchronizedList(new ArrayList<>());

  CopyVerifierTest(@TempDir Path temp) throws IOException {
    source = Files.createFile(temp.resolve("source"));
    copy = Files.createFile(temp.resolve("copy"));
    runFolder = Files.createDirectory(temp.resolve("run"));
  }

  private Verification verify(Verdict verdict) {
    CopyVerifier verifier =
        new CopyVerifier(
            images,
            (check, file, offset) -> verdict,
            new FakeWindows(),
            runFolder,
            new CancelToken(),
            events::add);
    return verifier.verify(
        plan(),
        new ImageInfo(
            copy,
            ImageFormat.VDI,
            ByteSize.of(SIZE),
            ByteSize.ZERO,
            Optional.empty(),
            List.of(),
            false,
            0));
  }

  private Plan plan() {
    Inspection disk =
        SampleDisk.of(SIZE)
            .at(source, ImageFormat.RAW)
            .bare("ext4", SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(MIB, 16 * MIB)))
            .inspect();
    TargetFacts facts =
        new TargetFacts(
            copy,
            TargetFacts.Place.FILE,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    return (Plan) new Planner().expect(disk, facts, ImageFormat.VDI, SIZE);
  }

  @Test
  void bothSidesAreComparedThroughTheSameMask() {
    assertThat(verify(new Verdict(true, ""))).isEqualTo(new Verification(true, 48 * MIB));
    assertThat(images.calls())
        .containsExactly(
            "compare "
                + runFolder.resolve("mask.qcow2")
                + " with "
                + runFolder.resolve("copy-mask.qcow2"));
    assertThat(events).contains(new ReplicationEvent.Progress("verify", 48 * MIB, 48 * MIB));
  }

  @Test
  void aRegionWhoseMapIsNotBelievedIsComparedWhole() {
    assertThat(verify(new Verdict(false, "bad")).comparedBytes()).isEqualTo(SIZE);
  }

  @Test
  void aDifferenceIsAnAnswer() {
    images.comparingBy((first, second) -> false);
    assertThat(verify(new Verdict(true, "")).equal()).isFalse();
  }
}
