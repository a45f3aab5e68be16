package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.port.FileShift;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AdoptionTest {
  private static final long SIZE = 64 * MIB;
  private static final int START = 4096;
  private static final Extent PLACE = new Extent(START, 1024);

  private final Path made;
  private final Path target;
  private final List<Long> distances = new ArrayList<>();

  AdoptionTest(@TempDir Path folder) throws IOException {
    made = Files.write(folder.resolve("made1.raw"), filled(1024, 7));
    target = folder.resolve("copy.raw");
  }

  private static byte[] filled(int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  private static Inspection disk() {
    return SampleDisk.of(SIZE)
        .gap(0, MIB)
        .partition(1, MIB, "ext4", UsedMap.allUsed(16 * MIB, ContentState.CLEAN, ""))
        .partition(2, 17 * MIB, "ext4", UsedMap.allUsed(40 * MIB, ContentState.CLEAN, ""))
        .inspect();
  }

  private Adoption adoption(ImageFormat format, FileShift shift, int... rebuilt) {
    return adoption(CloneOptions.DEFAULT, format, shift, rebuilt);
  }

  private Adoption adoption(
      CloneOptions options, ImageFormat format, FileShift shift, int... rebuilt) {
    Inspection disk = disk();
    List<Piece> pieces = new ArrayList<>();
    for (int region : rebuilt) {
      pieces.add(new Piece.Rebuilt(disk.regions().get(region), PLACE, "ext", "asked for"));
    }
    Assembly assembly =
        new Assembly(
            disk, target, format, SIZE, Optional.empty(), pieces, List.of(), List.of(), options);
    return new Adoption(assembly, new View(target, format), shift);
  }

  private Passage passage(Extent place) {
    return new Passage(
        made.toString(),
        ImageFormat.RAW,
        ExtentSet.empty(),
        List.of(new Patch(512, filled(512, 9))),
        PatchBase.NONE,
        1024,
        place,
        () -> {});
  }

  private boolean shift(Path file, long distance) {
    distances.add(distance);
    try {
      byte[] old = Files.readAllBytes(file);
      Files.write(
          file, ByteBuffer.allocate(old.length + (int) distance).put((int) distance, old).array());
      return true;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theLargestPieceIsTheCandidateOfARawTarget() {
    assertThat(adoption(ImageFormat.RAW, this::shift, 1, 2).candidate())
        .map(piece -> piece.source().title())
        .contains("partition 2");
    assertThat(adoption(ImageFormat.RAW, this::shift).candidate()).isEmpty();
    assertThat(adoption(ImageFormat.QCOW2, this::shift, 1, 2).candidate()).isEmpty();
  }

  @Test
  void aTargetThatTakesItsSpaceBeforehandHasAFileOfItsOwn() {
    ImageShape full = new ImageShape(Optional.empty(), Optional.empty(), Preallocation.FULL);
    CloneOptions options = CloneOptions.DEFAULT.shaped(full);
    assertThat(adoption(options, ImageFormat.RAW, this::shift, 1, 2).candidate()).isEmpty();
  }

  @Test
  void itsFileGetsItsPlaceItsPatchesAndTheDisksSize() throws IOException {
    assertThat(adoption(ImageFormat.RAW, this::shift, 2).take(passage(PLACE))).isTrue();
    assertThat(distances).containsExactly((long) START);
    assertThat(made).doesNotExist();
    assertThat(target).hasSize(SIZE);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(target));
    assertThat(bytes.slice(0, START)).isEqualTo(ByteBuffer.allocate(START));
    assertThat(bytes.slice(START, 512)).isEqualTo(ByteBuffer.wrap(filled(512, 7)));
    assertThat(bytes.slice(START + 512, 512)).isEqualTo(ByteBuffer.wrap(filled(512, 9)));
    assertThat(bytes.slice(START + 1024, START)).isEqualTo(ByteBuffer.allocate(START));
  }

  @Test
  void aPieceAtTheStartNeedsNoRoomBeforeIt() {
    FileShift none =
        (file, distance) -> {
          throw new AssertionError("shifted by " + distance);
        };
    assertThat(adoption(ImageFormat.RAW, none, 2).take(passage(new Extent(0, 1024)))).isTrue();
    assertThat(target).hasSize(SIZE);
  }

  @Test
  void aFileThatCannotBeShiftedStaysAsItIs() {
    assertThat(adoption(ImageFormat.RAW, (file, distance) -> false, 2).take(passage(PLACE)))
        .isFalse();
    assertThat(made).hasBinaryContent(filled(1024, 7));
    assertThat(target).doesNotExist();
  }
}
