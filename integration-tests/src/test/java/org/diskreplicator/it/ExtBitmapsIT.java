package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is free in ext is what dumpe2fs lists as free, range by range: on all fixtures, and on file
 * systems that mke2fs and resize2fs made with options by chance.
 *
 * <p>{@code -Dext.seeds=300} takes so many of those, {@code -Dext.first=1000} begins elsewhere.
 */
@ExtendWith(Lab.class)
class ExtBitmapsIT {
  private static final int DEFAULT_SEEDS = 16;
  private static final int MIB = 1 << 20;
  private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");

  /** Whose state or features forbid to believe a bitmap. */
  private static final Set<String> WHOLE =
      Set.of("dirty-ext4", "ext4-unknown-incompat", "ext4-unknown-ro-compat");

  @TempDir Path work;

  /** Those that a machine without the parts of boot disks can build, and that may hold ext. */
  static List<String> fixtures() {
    return FixtureDisks.names().stream()
        .filter(name -> FixtureDisks.format(name).equals("raw"))
        .filter(name -> FixtureDisks.boot(name).isEmpty())
        .filter(name -> !FixtureDisks.needs(name).needsRoot() || name.matches("zoo|ext4-.*"))
        .filter(name -> !name.equals("demo"))
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("fixtures")
  void onFixtures(String name, Workbench bench) {
    Fixture fixture = bench.fixture(name);
    for (FixturePartition part : fixture.partitions()) {
      if (EXT.contains(part.content())) {
        UsedMap map =
            new ExtUsedMaps().read(fixture.image(), new Extent(part.offset(), part.size()));
        ExtentSet expected =
            WHOLE.contains(name) ? ExtentSet.empty() : listed(fixture.image(), part.offset());
        assertThat(map.free()).as(map.reason()).isEqualTo(expected);
      }
    }
  }

  static IntStream seeds() {
    int first = Integer.getInteger("ext.first", 0);
    return IntStream.range(first, first + Integer.getInteger("ext.seeds", DEFAULT_SEEDS));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void withOptionsByChance(int seed) throws IOException {
    Random random = new Random(seed);
    Path image = work.resolve("image");
    List<Object> options = make(image, random);
    // Each program that writes to one with mount protection waits for 11 s.
    String what = options.toString().matches(".*[ ,]mmp.*") ? "" : age(image, random);
    what = options + " " + what;

    UsedMap map = new ExtUsedMaps().read(image, new Extent(0, Files.size(image)));

    assertThat(map.state()).as(what + ": " + map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free()).as(what).isEqualTo(listed(image, 0));
    assertThat(map.free().isEmpty()).isFalse();
  }

  /** Some options do not go together; then others are drawn. */
  private static List<Object> make(Path image, Random random) {
    List<Object> options = options(random);
    Tools.output("truncate", "-s", (long) MIB * (9 + random.nextInt(400)), image);
    return Tools.run("mke2fs", arguments(options, image)).exitCode() == 0
        ? options
        : make(image, random);
  }

  private static ExtentSet listed(Path disk, long offset) {
    ExtentSet.Builder free = ExtentSet.builder();
    FreeRanges.ext(disk, offset)
        .forEach(range -> free.add(range.start() - offset, range.end() - offset));
    return free.build();
  }

  private static Object[] arguments(List<Object> options, Path image) {
    List<Object> all = new ArrayList<>(List.of("-q", "-F"));
    all.addAll(options);
    all.add(image);
    return all.toArray();
  }

  private static List<Object> options(Random random) {
    int block = 1024 << (random.nextInt(3) == 0 ? random.nextInt(7) : random.nextInt(3));
    List<Object> options = new ArrayList<>(List.of("-b", block));
    options.addAll(List.of("-t", List.of("ext2", "ext3", "ext4", "ext4").get(random.nextInt(4))));
    List<String> features = new ArrayList<>();
    for (String feature :
        List.of(
            "metadata_csum",
            "uninit_bg",
            "64bit",
            "flex_bg",
            "resize_inode",
            "sparse_super",
            "sparse_super2",
            "has_journal",
            "meta_bg",
            "mmp",
            "bigalloc",
            "metadata_csum_seed",
            "extent",
            "orphan_file")) {
      if (random.nextInt(4) == 0) {
        features.add((random.nextBoolean() ? "^" : "") + feature);
      }
    }
    if (features.contains("bigalloc")) {
      features.addAll(List.of("extent", "^resize_inode"));
      options.addAll(List.of("-C", block << (1 + random.nextInt(4))));
    } else if (random.nextInt(3) == 0) {
      options.addAll(List.of("-g", Math.min(65_528, 256 * (1 + random.nextInt(block / 32)))));
    }
    if (features.contains("meta_bg")) {
      features.add("^resize_inode");
    }
    if (!features.isEmpty()) {
      options.addAll(List.of("-O", String.join(",", features)));
    }
    if (random.nextInt(3) == 0) {
      options.addAll(List.of("-N", 16 + random.nextInt(40_000)));
    }
    if (random.nextInt(3) == 0) {
      options.addAll(List.of("-G", 1 << random.nextInt(9)));
    }
    return options;
  }

  /** Files come and go, and some file systems get another size. */
  private String age(Path image, Random random) throws IOException {
    byte[] noise = new byte[1 + random.nextInt(300_000)];
    random.nextBytes(noise);
    Path file = Files.write(work.resolve("file"), noise);
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      script.append("write ").append(file).append(" f").append(i).append('\n');
    }
    for (int i = 0; i < 40; i++) {
      script.append(random.nextBoolean() ? "rm f" + i + "\n" : "");
    }
    Path commands = Files.writeString(work.resolve("commands"), script);
    Tools.run("debugfs", "-w", "-f", commands, image);
    if (random.nextInt(3) > 0) {
      return "";
    }
    long size = Math.max(8, Files.size(image) / MIB * (1 + random.nextInt(12)) / 4);
    Tools.run("truncate", "-s", ">" + size * MIB, image);
    Path trial = work.resolve("trial");
    Tools.output("cp", "--sparse=always", image, trial);
    Tools.Result resized = Tools.run("resize2fs", "-f", trial, size + "M");
    if (resized.exitCode() == 0 && Tools.run("e2fsck", "-fn", trial).exitCode() == 0) {
      Files.move(trial, image, StandardCopyOption.REPLACE_EXISTING);
      return "resized to " + size + " MiB";
    }
    return "";
  }
}
