package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MaskWriterTest {
  private static final MaskGeometry K128 = new MaskGeometry(128 << 10);
  private static final long TB = 1_000_000_000_000L;

  @TempDir private Path folder;

  static Stream<RandomDisk> disks() {
    return LongStream.range(0, 80).mapToObj(RandomDisk::of);
  }

  @ParameterizedTest
  @MethodSource("disks")
  void hidesExactlyTheInwardRoundedRanges(RandomDisk disk) {
    MaskSpec spec = disk.spec();
    MaskFigures figures = MaskWriter.write(mask(), spec, disk.geometry(), RandomDisk::source);
    DecodedMask decoded = DecodedMask.read(mask());
    decoded.checkReferences();

    ExtentSet data = data(disk);
    assertThat(decoded.zero).isEqualTo(rounded(disk).subtract(data));
    assertThat(keys(decoded, disk.geometry())).isEqualTo(data);
    decoded.data.forEach((offset, bytes) -> assertThat(bytes).isEqualTo(shown(disk, offset)));
    assertThat(decoded.size).isEqualTo(spec.virtualSize());
    assertThat(figures.maskedBytes()).isEqualTo(rounded(disk).totalBytes());
    assertThat(figures.maskedBytes() + figures.lostBytes()).isEqualTo(spec.free().totalBytes());
    assertThat(figures.fileBytes()).isEqualTo(mask().toFile().length());
  }

  private static ExtentSet rounded(RandomDisk disk) {
    long unit = disk.geometry().clusterBytes() / 32;
    long size = disk.spec().virtualSize();
    ExtentSet.Builder expected = ExtentSet.builder();
    for (Extent free : disk.spec().free().toList()) {
      long end = free.end() == size ? size : free.end() - free.end() % unit;
      expected.add(-Math.floorDiv(-free.offset(), unit) * unit, end);
    }
    return expected.build();
  }

  /** Subclusters that patches touch. */
  private static ExtentSet data(RandomDisk disk) {
    long unit = disk.geometry().clusterBytes() / 32;
    ExtentSet.Builder touched = ExtentSet.builder();
    for (Patch patch : disk.spec().patches()) {
      touched.add(patch.offset() / unit * unit, -Math.floorDiv(-patch.end(), unit) * unit);
    }
    return touched.build();
  }

  private static ExtentSet keys(DecodedMask decoded, MaskGeometry geometry) {
    ExtentSet.Builder keys = ExtentSet.builder();
    decoded.data.keySet().forEach(key -> keys.add(key, key + geometry.subclusterBytes()));
    return keys.build();
  }

  /** What one subcluster must hold, byte for byte; zeros behind the disk's end. */
  private static byte[] shown(RandomDisk disk, long offset) {
    byte[] bytes = RandomDisk.source(offset, disk.geometry().subclusterBytes());
    for (int i = 0; i < bytes.length; i++) {
      long at = offset + i;
      if (at >= disk.spec().virtualSize() || disk.spec().free().contains(at)) {
        bytes[i] = 0;
      }
      for (Patch patch : disk.spec().patches()) {
        if (at >= patch.offset() && at < patch.end()) {
          bytes[i] = patch.bytes()[(int) (at - patch.offset())];
        }
      }
    }
    return bytes;
  }

  @Test
  void saysNothingOfADiskWithoutFreeBytes() {
    MaskWriter.write(mask(), spec(TB, ExtentSet.empty()), K128, PatchBase.NONE);
    DecodedMask decoded = DecodedMask.read(mask());
    decoded.checkReferences();
    assertThat(decoded.zero.isEmpty()).isTrue();
    assertThat(decoded.data).isEmpty();
  }

  @Test
  void sharesOneTableAmongAllFreeSpans() {
    ExtentSet free = ExtentSet.of(new Extent(0, 200 * TB));
    MaskGeometry geometry = MaskGeometry.choose(200 * TB, free);
    MaskFigures figures = MaskWriter.write(mask(), spec(200 * TB, free), geometry, PatchBase.NONE);
    DecodedMask decoded = DecodedMask.read(mask());
    decoded.checkReferences();
    assertThat(decoded.zero).isEqualTo(free);
    assertThat(figures.fileBytes()).isLessThan(16 << 20);
    assertThat(figures.lostBytes()).isZero();
  }

  @Test
  void hidesTheTailOfADiskThatEndsInsideASubcluster() {
    long size = (1 << 20) + 512;
    ExtentSet free = ExtentSet.of(new Extent(1 << 19, size - (1 << 19)));
    MaskWriter.write(mask(), spec(size, free), K128, PatchBase.NONE);
    assertThat(DecodedMask.read(mask()).zero).isEqualTo(free);
  }

  @Test
  void ignoresFreeBytesBehindTheEnd() {
    ExtentSet free = ExtentSet.of(new Extent(4096, 1L << 40));
    MaskFigures figures = MaskWriter.write(mask(), spec(1 << 20, free), K128, PatchBase.NONE);
    assertThat(figures.maskedBytes()).isEqualTo((1 << 20) - 4096);
    assertThat(figures.lostBytes()).isZero();
  }

  @Test
  void namesTheBackingFile() {
    String name = "json:{\"driver\":\"raw\",\"file\":{\"filename\":\"/tmp/ö \\\" $(x)\"}}";
    MaskSpec spec = MaskSpec.of(1 << 20, ExtentSet.empty(), name, ImageFormat.VMDK);
    MaskWriter.write(mask(), spec, K128, PatchBase.NONE);
    DecodedMask decoded = DecodedMask.read(mask());
    assertThat(decoded.backing).isEqualTo(name);
    assertThat(decoded.backingFormat).isEqualTo("vmdk");
  }

  @Test
  void doesNotAskForBytesThatPatchesCover() {
    Patch patch = new Patch(4096, RandomDisk.source(9, 8192));
    MaskSpec spec = new MaskSpec(1 << 20, ExtentSet.empty(), List.of(patch), "/s", ImageFormat.RAW);
    MaskWriter.write(mask(), spec, K128, PatchBase.NONE);
    assertThat(DecodedMask.read(mask()).data).containsOnlyKeys(4096L, 8192L);
  }

  @Test
  void leavesAnExistingFileAlone() throws Exception {
    Files.writeString(mask(), "mine");
    MaskSpec spec = spec(1 << 20, ExtentSet.empty());
    assertThatThrownBy(() -> MaskWriter.write(mask(), spec, K128, PatchBase.NONE))
        .isInstanceOf(InputOutputException.class)
        .hasMessageContaining("writing the mask");
    assertThat(mask()).hasContent("mine");
  }

  @Test
  void leavesNoHeaderWhenTheSourceCannotBeRead() throws Exception {
    Patch patch = new Patch(512, new byte[512]);
    MaskSpec spec = new MaskSpec(1 << 20, ExtentSet.empty(), List.of(patch), "/s", ImageFormat.RAW);
    assertThatThrownBy(() -> MaskWriter.write(mask(), spec, K128, PatchBase.NONE))
        .isInstanceOf(InputOutputException.class);
    assertThat(Files.readString(mask())).doesNotStartWith("QFI");
  }

  @Test
  void refusesWhatIsNoMask() {
    Patch first = new Patch(0, new byte[1024]);
    Patch second = new Patch(512, new byte[512]);
    ExtentSet none = ExtentSet.empty();
    assertThatThrownBy(() -> spec(1000, none)).hasMessageContaining("1000");
    assertThatThrownBy(
            () -> new MaskSpec(1024, none, List.of(second, first), "/s", ImageFormat.RAW))
        .hasMessageContaining("overlaps");
    assertThatThrownBy(() -> new MaskSpec(512, none, List.of(second), "/s", ImageFormat.RAW))
        .hasMessageContaining("leaves the disk");
    assertThatThrownBy(() -> MaskSpec.of(512, none, "x".repeat(1024), ImageFormat.RAW))
        .hasMessageContaining("backing");
    assertThatThrownBy(() -> new Patch(100, new byte[512])).hasMessageContaining("512-byte");
  }

  private Path mask() {
    return folder.resolve("mask.qcow2");
  }

  private static MaskSpec spec(long size, ExtentSet free) {
    return MaskSpec.of(size, free, "/source", ImageFormat.RAW);
  }
}
