package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.diskreplicator.engine.inspect.Inspector;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.plan.Planner;
import org.diskreplicator.engine.port.FakeImageLayers;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HugeDiskTest {
  private static final long GIB = 1024 * MIB;
  private static final long SIZE = 4096 * GIB;
  private static final int CLUSTER = 65536;
  private static final long OFFSET = 0x00fffffffffffe00L;

  /** Of the first table; the second cluster of the second is used, its first free. */
  private static final ExtentSet FREE = ExtentSet.of(new Extent(GIB, 2048 * GIB + CLUSTER));

  private final Path folder;
  private final FakeImageLayers layers = new FakeImageLayers();

  HugeDiskTest(@TempDir Path folder) {
    this.folder = folder;
  }

  /** A disk of 4 TiB with tables at 0 and at 2049 GiB, of which these clusters hold data. */
  private View image(String name, int... clusters) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(4 * CLUSTER);
    image.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16);
    image.putLong(24, SIZE).putInt(36, 8192).putLong(40, CLUSTER);
    image.putLong(CLUSTER, 2 * CLUSTER).putLong(CLUSTER + 8 * 4098, 3 * CLUSTER);
    for (int cluster : clusters) {
      image.putLong(2 * CLUSTER + 8 * cluster, 1L << 20);
    }
    Path file = folder.resolve(name);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(image);
    }
    return new View(file, ImageFormat.QCOW2);
  }

  private Plan plan(View source, CloneOptions options) {
    SampleDisk disk =
        SampleDisk.of(SIZE)
            .at(source.path(), source.format())
            .stamped(Inspector.stamp(source.path()))
            .bare("ext4", SampleDisk.clean(SIZE, FullCheck.EXT, FREE.toList().get(0)));
    TargetFacts facts =
        new TargetFacts(
            folder.resolve("copy.qcow2"),
            TargetFacts.Place.FREE,
            TargetFacts.Folder.WRITABLE,
            false,
            Long.MAX_VALUE,
            Long.MAX_VALUE);
    return (Plan) new Planner().plan(disk.inspect(), facts, options);
  }

  private Optional<HugeDisk> disk(View source) {
    return HugeDisk.of(layers, folder, plan(source, CloneOptions.DEFAULT), source);
  }

  /** What a selection means, by its own tables. */
  private static ExtentSet selected(Path file) throws IOException {
    ExtentSet.Builder selected = ExtentSet.builder();
    ByteBuffer bytes;
    try (FileChannel channel = FileChannel.open(file)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    }
    int cluster = 1 << bytes.getInt(20);
    for (int i = 0; i < bytes.getInt(36); i++) {
      long table = bytes.getLong((int) bytes.getLong(40) + 8 * i) & OFFSET;
      for (int entry = 0; table != 0 && entry < cluster / 16; entry++) {
        long bits = bytes.getLong((int) table + 16 * entry + 8);
        for (int part = 0; part < 32; part++) {
          long at = ((long) i * (cluster / 16) + entry) * cluster + (long) part * (cluster / 32);
          selected.add(at, (bits >>> part & 1) == 0 ? at : at + cluster / 32);
        }
      }
    }
    return selected.build();
  }

  private static ExtentSet clusters(long first, long count) {
    return ExtentSet.of(new Extent(first * CLUSTER, count * CLUSTER));
  }

  @Test
  void whatIsHeldAndNotFreeIsCopied() throws IOException {
    // Those from 8192 on are the first of the other table.
    View source = image("disk.qcow2", 3, 4, 8192, 8193);
    disk(source)
        .orElseThrow()
        .copy(
            new ImageFiles.Conversion(
                source,
                folder.resolve("copy.qcow2"),
                ImageFormat.QCOW2,
                false,
                ImageFiles.Layout.CONTIGUOUS,
                ImageFiles.Clusters.WHOLE),
            FREE,
            Progress.NONE,
            new CancelToken());
    assertThat(layers.layerings()).hasSize(1);
    assertThat(layers.layerings().get(0).below()).isEmpty();
    assertThat(selected(layers.layerings().get(0).selection()))
        .isEqualTo(clusters(3, 2).union(clusters(2049 * GIB / CLUSTER + 1, 1)));
  }

  @Test
  void aClusterThatIsFreeInPartIsCopied() throws IOException {
    View source = image("disk.qcow2", 3);
    ExtentSet part = ExtentSet.of(new Extent(3 * CLUSTER, CLUSTER - 512));
    disk(source).orElseThrow().equal(source, image("other.qcow2"), part, Progress.NONE);
    assertThat(selected(folder.resolve("held0.qcow2"))).isEqualTo(clusters(3, 1));
  }

  @Test
  void whatOnlyTheCopyHoldsIsComparedToo() throws IOException {
    View source = image("disk.qcow2", 3);
    View copy = image("copy.qcow2", 7, 8192);
    assertThat(disk(source).orElseThrow().equal(source, copy, FREE, Progress.NONE)).contains(true);
    assertThat(selected(folder.resolve("held0.qcow2")))
        .isEqualTo(clusters(3, 1).union(clusters(7, 1)).union(clusters(2049 * GIB / CLUSTER, 1)));
    layers.differing();
    assertThat(disk(source).orElseThrow().equal(source, copy, FREE, Progress.NONE)).contains(false);
  }

  @Test
  void aCopyThatDoesNotTellWhatItHoldsIsLeftToTheUsualWay() throws IOException {
    View source = image("disk.qcow2", 3);
    View copy = new View(folder.resolve("none"), ImageFormat.QCOW2);
    assertThat(disk(source).orElseThrow().equal(source, copy, FREE, Progress.NONE)).isEmpty();
  }

  @Test
  void otherDisksAreLeftToTheUsualWay() throws IOException {
    View source = image("disk.qcow2", 3);
    View other = new View(source.path(), ImageFormat.VMDK);
    Plan plan = plan(source, CloneOptions.DEFAULT);
    assertThat(HugeDisk.of(layers, folder, plan, source)).isPresent();
    assertThat(HugeDisk.of(layers, folder, plan, other)).isEmpty();
  }
}
