package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayeredMaskTest {
  private static final long SIZE = 200_000_000_000_000L;

  /** What one table of 64 KiB clusters covers. */
  private static final long SPAN = 512L << 20;

  private static final ExtentSet FREE =
      ExtentSet.of(
          new Extent(34 * 4096, 4096),
          new Extent(40 * 4096, 3 * 4096),
          new Extent(4096L * 1001, SIZE - 4096L * 2000));

  @TempDir private Path folder;

  @Test
  void needsOneFileForAnOrdinaryDisk() {
    long size = 1L << 40;
    MaskSpec spec = MaskSpec.of(size, FREE, "/source", ImageFormat.RAW);
    MaskFigures figures = LayeredMask.write(top(), low(), spec, PatchBase.NONE);
    assertThat(low()).doesNotExist();
    assertThat(figures.lostBytes()).isZero();
    assertThat(DecodedMask.read(top()).backing).isEqualTo("/source");
  }

  @Test
  void staysExactOnAHugeDisk() {
    Patch patch = new Patch(1L << 40, RandomDisk.source(0, 4096));
    MaskSpec spec = new MaskSpec(SIZE, FREE, List.of(patch), "/source", ImageFormat.VHDX);
    MaskFigures figures = LayeredMask.write(top(), low(), spec, PatchBase.NONE);
    DecodedMask top = DecodedMask.read(top());
    DecodedMask low = DecodedMask.read(low());
    top.checkReferences();
    low.checkReferences();

    ExtentSet patched = ExtentSet.of(new Extent(1L << 40, 4096));
    assertThat(top.zero.union(low.zero)).isEqualTo(FREE.subtract(patched));
    assertThat(top.zero.intersect(patched).isEmpty()).isTrue();
    assertThat(top.cluster).isEqualTo(2 << 20);
    assertThat(top.backing).isEqualTo(low().toString());
    assertThat(top.backingFormat).isEqualTo("qcow2");
    assertThat(low.data).containsOnlyKeys(1L << 40);
    assertThat(low.backingFormat).isEqualTo("vhdx");
    assertThat(figures.lostBytes()).isZero();
    assertThat(figures.fileBytes()).isEqualTo(top().toFile().length() + low().toFile().length());
  }

  /** As the inode tables of a fresh ext4: 32 MiB and some blocks every 2 GiB. */
  @Test
  void hasSmallTablesWhereUsedBytesComeAgainAndAgain() {
    long size = 4L << 40;
    ExtentSet.Builder free = ExtentSet.builder();
    for (long start = 0; start < size; start += 2L << 30) {
      free.add(start + (32 << 20) + 12288, start + (2L << 30));
    }
    MaskSpec spec = MaskSpec.of(size, free.build(), "/source", ImageFormat.RAW);
    MaskFigures figures = LayeredMask.write(top(), low(), spec, PatchBase.NONE);

    assertThat(figures.lostBytes()).isZero();
    assertThat(DecodedMask.read(top()).zero.union(DecodedMask.read(low()).zero))
        .isEqualTo(spec.free());
    DecodedMask.read(low()).checkReferences();
    assertThat(low().toFile().length()).isLessThan(70L << 20);
  }

  @Test
  void whatASourceNeverWroteIsNotHiddenOnAHugeDisk() throws IOException {
    ByteBuffer source = ByteBuffer.allocate(4 << 20);
    int entries = (int) ((SIZE - 1) / SPAN) + 1;
    source.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, SIZE);
    source.putInt(36, entries).putLong(40, 65536).putLong(65536 + 7 * 8, 65536);
    Path image = Files.write(folder.resolve("source.qcow2"), source.array());
    MaskSpec spec = MaskSpec.of(SIZE, FREE, image.toString(), ImageFormat.QCOW2);
    LayeredMask.write(top(), low(), spec, PatchBase.NONE);
    assertThat(low()).doesNotExist();
    assertThat(DecodedMask.read(top()).zero).isEqualTo(FREE.intersect(new Extent(7 * SPAN, SPAN)));
    assertThat(top().toFile().length()).isLessThan(1 << 24);
  }

  private Path top() {
    return folder.resolve("mask.qcow2").toAbsolutePath();
  }

  private Path low() {
    return folder.resolve("mask-low.qcow2").toAbsolutePath();
  }
}
