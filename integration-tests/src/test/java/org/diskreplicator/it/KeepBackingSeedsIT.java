package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random chains, whose topmost layer is cloned above the same backing file. */
@ExtendWith(Lab.class)
class KeepBackingSeedsIT {
  private static final int EXTRA = 3 << 19;

  /** What QEMU may need for tables, and for data that was compressed in the source. */
  private static final long TABLES = 1 << 20;

  static LongStream seeds() {
    long first = Long.getLong("chain.first", 0);
    return LongStream.range(first, first + Long.getLong("chain.seeds", 20));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void theGuestSeesTheSame(long seed, Scene scene) throws IOException {
    Random random = new Random(seed);
    LayeredDisk disk = new LayeredDisk(scene.targets(), random);
    Path below = resized(disk, random);
    Path top = scene.target("top.qcow2");
    String format = below.toString().endsWith("raw") ? "raw" : "qcow2";
    long size = topSize(disk, random);
    disk.layer(top, below, format, clusters(random), size);
    List<Path> chain = Trees.files(scene.targets());
    chain.forEach(scene::owned);
    List<String> before = chain.stream().map(Checksums::sha256).toList();
    Path copy = scene.target("copy.qcow2");

    List<Object> options = options(random);
    scene.run(command(top, copy, options)).exits(0).tells("verified");

    assertThat(chain.stream().map(Checksums::sha256).toList()).isEqualTo(before);
    assertThat(Images.info(copy, "qcow2").get("backing-filename").getAsString())
        .isEqualTo(below.getFileName().toString());
    assertSame(disk, below, format, top, copy, scene.work());
    assertThat(Tools.run("qemu-img", "check", "-f", "qcow2", copy).exitCode()).isZero();
    if (!options.contains("--cluster-size")) {
      assertThat(Files.size(copy)).isLessThan(Files.size(top) + TABLES);
    }
  }

  private static Object[] command(Path top, Path copy, List<Object> options) {
    List<Object> arguments = new ArrayList<>(List.of("clone", top, copy, "--keep-backing"));
    arguments.addAll(options);
    return arguments.toArray();
  }

  private static List<Object> options(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> List.of("--compress");
      case 1 -> List.of("--cluster-size", "2M");
      case 2 -> List.of("--extended-l2", "on", "--cluster-size", "64K");
      default -> List.of();
    };
  }

  private static String clusters(Random random) {
    return List.of(
            "cluster_size=512",
            "cluster_size=4096",
            "cluster_size=4096",
            "cluster_size=65536",
            "cluster_size=2M",
            "cluster_size=65536,compat=0.10",
            "cluster_size=16384,extended_l2=on",
            "cluster_size=131072,extended_l2=on")
        .get(random.nextInt(8));
  }

  /** What the topmost layer stands on: the base, another format of it, or a layer between. */
  private static Path resized(LayeredDisk disk, Random random) throws IOException {
    Path base = disk.base();
    if (random.nextInt(4) == 0) {
      try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
        byte[] noise = new byte[EXTRA];
        random.nextBytes(noise);
        file.seek(file.length());
        file.write(noise);
      }
    }
    if (random.nextBoolean()) {
      return base;
    }
    Path middle = base.resolveSibling("middle.qcow2");
    if (random.nextBoolean()) {
      Tools.output(
          "qemu-img", "convert", "-f", "raw", "-O", "qcow2", "-o", clusters(random), base, middle);
      return middle;
    }
    disk.layer(middle, base, "raw", clusters(random), Files.size(base));
    return middle;
  }

  /** As large as the file system, or larger: then zeros follow. */
  private static long topSize(LayeredDisk disk, Random random) {
    try {
      return Files.size(disk.base()) + (random.nextInt(3) == 0 ? EXTRA : 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Used bytes are equal; free ones are zeros where the source has its own, else the base's. */
  private static void assertSame(
      LayeredDisk disk, Path below, String format, Path top, Path copy, Path work)
      throws IOException {
    Path expected = Images.toRaw(top, "qcow2", work.resolve("expected"));
    Path found = Images.toRaw(copy, "qcow2", work.resolve("found"));
    long size = Files.size(expected);
    assertThat(Files.size(found)).isEqualTo(size);
    List<Range> used = Range.complement(disk.free(), size);
    assertThat(DiskBytes.firstDifference(expected, found, used)).as("used byte").isEmpty();
    byte[] shown = Files.readAllBytes(found);
    byte[] under = Files.readAllBytes(Images.toRaw(below, format, work.resolve("under")));
    BitSet own = own(top);
    for (Range range : disk.free()) {
      for (int at = (int) range.start(); at < range.end(); at++) {
        boolean good = shown[at] == 0 || (shown[at] == under[at] && !own.get(at));
        if (!good) {
          fail("the free byte at %d is %d", at, shown[at]);
        }
      }
    }
  }

  private static BitSet own(Path top) {
    BitSet own = new BitSet();
    String map = Tools.output("qemu-img", "map", "--output=json", "-f", "qcow2", top);
    for (JsonElement element : JsonParser.parseString(map).getAsJsonArray()) {
      JsonObject range = element.getAsJsonObject();
      if (range.get("depth").getAsInt() == 0) {
        int start = range.get("start").getAsInt();
        own.set(start, start + range.get("length").getAsInt());
      }
    }
    return own;
  }
}
