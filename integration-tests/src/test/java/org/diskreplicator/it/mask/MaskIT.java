package org.diskreplicator.it.mask;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.image.LayeredMask;
import org.diskreplicator.engine.image.MaskFigures;
import org.diskreplicator.engine.image.MaskGeometry;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.MaskWriter;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MaskIT {
  private static final long TB = 1_000_000_000_000L;

  @TempDir private Path folder;

  @BeforeAll
  static void needsQemu() {
    Oracle.require("qemu-img", "qemu-io");
  }

  static Stream<Arguments> disks() {
    return IntStream.range(0, 64).mapToObj(seed -> arguments(seed, 16 << 10 << seed % 8));
  }

  @ParameterizedTest(name = "seed {0}, clusters of {1}")
  @MethodSource("disks")
  void qemuSeesExactlyTheInwardRoundedRanges(int seed, int cluster) throws IOException {
    Random random = new Random(seed);
    // QEMU walks 150 million entries a second; the disk of 200 TB at 2 MiB clusters is below.
    long largest = Math.min(200 * TB, 10_000_000L * cluster);
    long size = 512 * (2 + (long) Math.pow(largest / 512.0, random.nextDouble()));
    ExtentSet free = ranges(random, size, cluster);
    List<Patch> patches = seed % 3 == 0 ? patches(random, size) : List.of();
    MaskSpec spec = new MaskSpec(size, free, patches, backing(size), format(size));
    MaskFigures figures =
        MaskWriter.write(mask(), spec, new MaskGeometry(cluster), (o, n) -> new byte[n]);

    Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask());
    ExtentSet data = touched(patches, cluster / 32, size);
    ExtentSet expected = rounded(free, cluster / 32, size);
    assertThat(map(mask(), 0, "zero")).isEqualTo(expected.subtract(data));
    assertThat(map(mask(), 0, "data")).isEqualTo(data);
    assertThat(figures.maskedBytes()).isEqualTo(expected.totalBytes());
  }

  @Test
  void qemuReadsTheRightBytes() throws IOException {
    for (int seed = 0; seed < 16; seed++) {
      Random random = new Random(seed);
      byte[] source = new byte[512 * (1 + random.nextInt(16384))];
      random.nextBytes(source);
      Path raw = Files.write(folder.resolve("source.raw"), source);
      int size = source.length + 512 * random.nextInt(4096);
      int cluster = 16 << 10 << random.nextInt(8);
      ExtentSet free = ranges(random, size, cluster);
      List<Patch> patches = patches(random, size);
      MaskSpec spec = new MaskSpec(size, free, patches, raw.toString(), ImageFormat.RAW);
      Files.deleteIfExists(mask());
      PatchBase base = (o, n) -> slice(source, o, n);
      MaskWriter.write(mask(), spec, new MaskGeometry(cluster), base);

      Path copy = folder.resolve("copy.raw");
      Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask());
      Oracle.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", mask(), copy);
      byte[] expected = shown(source, size, rounded(free, cluster / 32, size), spec, cluster / 32);
      assertThat(Arrays.mismatch(Files.readAllBytes(copy), expected))
          .as("seed %d", seed)
          .isEqualTo(-1);
    }
  }

  /** What a disk shows: exact zeros in the subclusters that patches make the mask's own. */
  private static byte[] shown(
      byte[] source, int size, ExtentSet masked, MaskSpec spec, int subcluster) {
    byte[] bytes = Arrays.copyOf(source, size);
    ExtentSet own = touched(spec.patches(), subcluster, size);
    for (Extent zero : masked.union(spec.free().intersect(own)).toList()) {
      Arrays.fill(bytes, (int) zero.offset(), (int) zero.end(), (byte) 0);
    }
    for (Patch patch : spec.patches()) {
      System.arraycopy(patch.bytes(), 0, bytes, (int) patch.offset(), patch.bytes().length);
    }
    return bytes;
  }

  private static byte[] slice(byte[] source, long offset, int length) {
    byte[] padded = Arrays.copyOf(source, (int) Math.max(source.length, offset + length));
    return Arrays.copyOfRange(padded, (int) offset, (int) offset + length);
  }

  @Test
  void twoHundredTerabytesOfFreeSpaceShareOneTable() throws IOException {
    long size = 200 * TB;
    ExtentSet free = ExtentSet.of(new Extent(1 << 20, size - (2 << 20)));
    MaskSpec spec = MaskSpec.of(size, free, backing(size), ImageFormat.QCOW2);
    MaskGeometry geometry = MaskGeometry.choose(size, free);
    MaskFigures figures = MaskWriter.write(mask(), spec, geometry, PatchBase.NONE);
    Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask());
    assertThat(map(mask(), 0, "zero")).isEqualTo(rounded(free, 64 << 10, size));
    assertThat(figures.fileBytes()).isLessThan(16 << 20);
  }

  @ParameterizedTest(name = "{0} TB")
  @ValueSource(ints = {4, 200})
  void twoLayersAreExact(int terabytes) throws IOException {
    long size = terabytes * TB;
    ExtentSet.Builder builder = ExtentSet.builder();
    Random random = new Random(5);
    long position = 1 << 20;
    for (int i = 0; i < 20_000; i++) {
      position += 4096L * (1 + random.nextInt(20));
      builder.add(position, position += 4096L * (1 + random.nextInt(40)));
    }
    ExtentSet free = builder.add(position + 8192, size - 34 * 512).build();
    Path low = folder.resolve("low.qcow2");
    Patch patch = new Patch(size / 2 / 4096 * 4096, new byte[4096]);
    // By such a name nobody looks into the image for what was never written.
    String name =
        "json:{\"driver\":\"%s\",\"file\":{\"driver\":\"file\",\"filename\":\"%s\"}}"
            .formatted(format(size).qemuName(), backing(size));
    MaskSpec spec = new MaskSpec(size, free, List.of(patch), name, format(size));
    MaskFigures figures = LayeredMask.write(mask(), low, spec, PatchBase.NONE);

    Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask());
    if (terabytes < 10) { // check reads the shared table once per reference: minutes at 200 TB
      Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", low);
    }
    JsonArray map = map(mask());
    ExtentSet patched = ExtentSet.of(new Extent(patch.offset(), 4096));
    assertThat(map(map, 0, "zero").union(map(map, 1, "zero"))).isEqualTo(free.subtract(patched));
    assertThat(map(map, 1, "data")).isEqualTo(patched);
    assertThat(figures.lostBytes()).isZero();
  }

  @Test
  void aSharedTableSurvivesAWriteIntoTheMask() throws IOException {
    long size = 1L << 40;
    ExtentSet free = ExtentSet.of(new Extent(0, size));
    MaskSpec spec = MaskSpec.of(size, free, backing(size), ImageFormat.RAW);
    MaskWriter.write(mask(), spec, new MaskGeometry(128 << 10), PatchBase.NONE);
    Oracle.run("qemu-io", "-f", "qcow2", "-c", "write -P 7 500G 4k", mask());
    Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask());
    assertThat(map(mask(), 0, "data")).isEqualTo(ExtentSet.of(new Extent(500L << 30, 4096)));
    assertThat(map(mask(), 0, "zero").totalBytes()).isEqualTo(size - 4096);
  }

  @Test
  void opensAJsonBackingName() throws IOException {
    Path raw = Files.write(folder.resolve("a \" ,b:c.raw"), new byte[1 << 20]);
    JsonObject file = new JsonObject();
    file.addProperty("driver", "file");
    file.addProperty("filename", raw.toString());
    JsonObject node = new JsonObject();
    node.addProperty("driver", "raw");
    node.add("file", file);
    ExtentSet free = ExtentSet.of(new Extent(4096, 8192));
    MaskSpec spec = MaskSpec.of(1 << 20, free, "json:" + node, ImageFormat.RAW);
    MaskWriter.write(mask(), spec, new MaskGeometry(128 << 10), PatchBase.NONE);
    assertThat(map(mask(), 0, "zero")).isEqualTo(free);
    assertThat(map(mask(), 1, "present").totalBytes()).isEqualTo((1 << 20) - 8192);
  }

  private Path mask() {
    return folder.resolve("mask.qcow2");
  }

  /** An empty source; an ext4 folder holds no raw file of 16 TiB. */
  private String backing(long size) throws IOException {
    Path path = folder.resolve("source." + format(size));
    if (format(size) == ImageFormat.QCOW2) {
      Oracle.run("qemu-img", "create", "-q", "-f", "qcow2", path, size);
    } else {
      try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
        file.setLength(size);
      }
    }
    return path.toString();
  }

  private static ImageFormat format(long size) {
    return size > 8 * TB ? ImageFormat.QCOW2 : ImageFormat.RAW;
  }

  private static JsonArray map(Path image) {
    String json = Oracle.run("qemu-img", "map", "--output=json", "-f", "qcow2", image);
    return JsonParser.parseString(json).getAsJsonArray();
  }

  private static ExtentSet map(Path image, int depth, String flag) {
    return map(map(image), depth, flag);
  }

  /** The ranges at {@code depth} of the chain for which {@code qemu-img map} says {@code flag}. */
  private static ExtentSet map(JsonArray map, int depth, String flag) {
    ExtentSet.Builder found = ExtentSet.builder();
    for (JsonElement element : map) {
      JsonObject range = element.getAsJsonObject();
      if (range.get("depth").getAsInt() == depth && range.get(flag).getAsBoolean()) {
        long start = range.get("start").getAsLong();
        found.add(start, start + range.get("length").getAsLong());
      }
    }
    return found.build();
  }

  private static ExtentSet ranges(Random random, long size, int cluster) {
    ExtentSet.Builder free = ExtentSet.builder();
    long[] units = {1, 512, 4096, cluster / 32, cluster, cluster / 16L * cluster};
    for (int i = random.nextInt(Math.max(3, (2 << 20) / cluster)); i >= 0; i--) {
      long unit = units[random.nextInt(units.length)];
      long start = random.nextInt(8) == 0 ? 0 : random.nextLong(size) / unit * unit;
      long length = unit * (1 + (long) Math.pow(size / (double) unit, random.nextDouble()));
      free.add(start, random.nextInt(8) == 0 ? size : Math.min(start + length, size));
    }
    return free.build();
  }

  private static List<Patch> patches(Random random, long size) {
    List<Patch> patches = new ArrayList<>();
    long position = random.nextInt(2) == 0 ? 0 : random.nextLong(size / 512) * 512;
    for (int i = random.nextInt(4); i >= 0 && position < size; i--) {
      byte[] bytes = new byte[(int) Math.min(512L * (1 + random.nextInt(100)), size - position)];
      random.nextBytes(bytes);
      patches.add(new Patch(position, bytes));
      position += bytes.length;
      position += size == position ? 0 : random.nextLong((size - position) / 512) * 512;
    }
    return patches;
  }

  private static ExtentSet rounded(ExtentSet free, long unit, long size) {
    ExtentSet.Builder rounded = ExtentSet.builder();
    for (Extent range : free.toList()) {
      long end = range.end() == size ? size : range.end() - range.end() % unit;
      rounded.add((range.offset() + unit - 1) / unit * unit, end);
    }
    return rounded.build();
  }

  private static ExtentSet touched(List<Patch> patches, long unit, long size) {
    ExtentSet.Builder touched = ExtentSet.builder();
    for (Patch patch : patches) {
      long end = (patch.end() + unit - 1) / unit * unit;
      touched.add(patch.offset() / unit * unit, Math.min(end, size));
    }
    return touched.build();
  }
}
