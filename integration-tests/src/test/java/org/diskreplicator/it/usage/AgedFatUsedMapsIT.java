package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * FAT file systems with a random life that mtools gave them: overwriting what the map calls free
 * changes no file, fsck.fat finds nothing, and it counts as many free clusters.
 *
 * <p>{@code -Daged.seeds=40} takes so many instead of two.
 */
class AgedFatUsedMapsIT {
  private static final int SEEDS = Integer.getInteger("aged.seeds", 2);
  private static final int ROUNDS = 8;
  private static final CommandRunner RUNNER =
      new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken());
  private static final Pattern SUMMARY = Pattern.compile("files, (\\d+)/(\\d+) clusters");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.fat", "fsck.fat", "mcopy", "mdel", "mmd");
  }

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void only_what_is_free_is_called_free(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int cluster = 512 << random.nextInt(4);
    Path image = make(cluster, random);
    TestFiles files = live(image, random);
    TestDisk disk = TestDisk.around(image);

    UsedMap map =
        new UsedMapReaders(new ExtUsedMaps(), Map.of())
            .read(Content.of(Signature.ofType("vfat")), disk.file(), disk.region());

    assertThat(map.free().totalBytes())
        .as(map.reason())
        .isEqualTo(freeClusters(disk) * cluster)
        .isPositive();
    disk.fillWithGarbage(map.free());
    Path copy = disk.cutOut();
    assertThat(new FullChecks(RUNNER).check(FullCheck.FAT, copy, 0).findings()).isEmpty();
    Path read = Files.createDirectories(folder.resolve("read"));
    Programs.run("mcopy", "-n", "-s", "-i", copy.toString(), "::/*", read.toString()).orFail();
    files.assertEqualTo(read);
  }

  private Path make(int cluster, SplittableRandom random) throws IOException {
    int[] widths = {12, 16, 32};
    int width = widths[random.nextInt(3)];
    long clusters = width == 12 ? 3000 : width == 16 ? 9000 : 66_000;
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((clusters + 900) * cluster);
    }
    String perCluster = Integer.toString(cluster / 512);
    Programs.run(
            "mkfs.fat",
            "-F",
            Integer.toString(width),
            "-s",
            perCluster,
            "-r",
            "1024",
            image.toString())
        .orFail();
    return image;
  }

  /** In each round files come, and some of all that are there go. */
  private TestFiles live(Path image, SplittableRandom random) throws IOException {
    Path source = Files.createDirectories(folder.resolve("files"));
    List<String> names = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      List<String> fresh = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        String name = "file with a long name " + round + " " + i;
        byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? 60_000 : 3000)];
        random.nextBytes(bytes);
        Files.write(source.resolve(name), bytes);
        fresh.add(name);
      }
      mtools("mcopy", image, source + "/", fresh, List.of("::/"));
      names.addAll(fresh);
      List<String> gone = names.stream().filter(name -> random.nextInt(3) == 0).toList();
      if (!gone.isEmpty()) {
        mtools("mdel", image, "::/", gone, List.of());
      }
      names.removeAll(gone);
    }
    return new TestFiles(source, names);
  }

  private static void mtools(
      String program, Path image, String prefix, List<String> names, List<String> last) {
    List<String> argv = new ArrayList<>(List.of(program, "-i", image.toString()));
    names.forEach(name -> argv.add(prefix + name));
    argv.addAll(last);
    Programs.run(argv).orFail();
  }

  private static long freeClusters(TestDisk disk) throws IOException {
    String output = Programs.run("fsck.fat", "-n", disk.cutOut().toString()).orFail();
    Matcher summary = SUMMARY.matcher(output);
    assertThat(summary.find()).as(output).isTrue();
    return Long.parseLong(summary.group(2)) - Long.parseLong(summary.group(1));
  }
}
