package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.diskreplicator.it.Requirement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ext file systems that the kernel has worked on: what the map calls free is what the kernel itself
 * lists as free, and what it gives out until nothing is left.
 *
 * <p>{@code -Daged.images=60} takes so many seeds.
 */
class AgedExtIT {
  private static final int DEFAULT_IMAGES = 8;
  private static final int SIZE = 48 << 20;
  private static final int FILLINGS = 4;
  private static final Content EXT = Content.of(Signature.ofType("ext4"));
  private static final List<String> KINDS =
      List.of(
          "-t ext2 -b 1024",
          "-t ext3 -b 1024",
          "-t ext4 -b 1024",
          "-t ext4 -b 4096",
          "-t ext2 -b 4096",
          "-t ext4 -b 2048 -O ^flex_bg,^metadata_csum",
          "-t ext4 -b 1024 -O meta_bg,^resize_inode",
          "-t ext4 -b 4096 -O bigalloc -C 16384",
          "-t ext4 -b 1024 -O ^has_journal,inline_data -I 256",
          "-t ext3 -b 4096");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mke2fs", "dumpe2fs", "debugfs", "xfs_io", "mount");
    Requirement.that("root".equals(System.getProperty("user.name")), "root");
  }

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("aged.images", DEFAULT_IMAGES));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void freeIsWhatTheKernelCallsFreeAndGivesOut(int seed) throws IOException {
    Path image = aged(KINDS.get(seed % KINDS.size()), new Random(seed));
    UsedMap map =
        new UsedMapReaders(new ExtUsedMaps(), Map.of())
            .read(EXT, image, new Extent(0, Files.size(image)));
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().count()).isPositive();

    List<String> before = mounted(image, this::contents);
    assertThat(mounted(image, this::freeOfKernel)).isEqualTo(map.free());

    mounted(image, AgedExtIT::fill);
    ExtentSet given = ExtentSet.empty();
    for (int i = 0; i < FILLINGS; i++) {
      given = given.union(blocksOf(image, "/fill" + i));
    }
    assertThat(given.subtract(map.free()).totalBytes()).as("used bytes given out").isZero();
    // ext4 keeps a 50th for itself, and some lead to the blocks of the large files.
    assertThat(map.free().subtract(given).totalBytes()).isLessThan(SIZE / 30);
    assertThat(mounted(image, this::contents)).containsAll(before);
  }

  private Path aged(String options, Random random) throws IOException {
    Path image = folder.resolve("aged.raw");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    List<String> argv = new ArrayList<>(List.of("mke2fs", "-q", "-F", "-m", "0"));
    argv.addAll(List.of("-E", "lazy_itable_init=0,lazy_journal_init=0"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.add(image.toString());
    Programs.run(argv).orFail();
    mounted(image, point -> age(point, random));
    return image;
  }

  private static boolean age(Path point, Random random) throws IOException {
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      int act = files.isEmpty() ? 0 : random.nextInt(10);
      if (act < 6) {
        Path file = point.resolve("d" + random.nextInt(5)).resolve("f" + i);
        Files.createDirectories(file.resolveSibling("."));
        files.add(write(file, random, 0));
      } else if (act < 8) {
        Files.delete(files.remove(random.nextInt(files.size())));
      } else if (act < 9) {
        write(files.get(random.nextInt(files.size())), random, random.nextInt(1 << 20));
      } else {
        try (RandomAccessFile file =
            new RandomAccessFile(files.get(random.nextInt(files.size())).toFile(), "rw")) {
          file.setLength(random.nextInt(200_000));
        }
      }
    }
    return true;
  }

  private static Path write(Path path, Random random, long at) throws IOException {
    byte[] bytes = new byte[random.nextInt(random.nextInt(8) == 0 ? 300_000 : 9_000)];
    random.nextBytes(bytes);
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
    return path;
  }

  /** Several times, as what was just deleted comes back only with the journal's next commit. */
  private static boolean fill(Path point) {
    for (int i = 0; i < FILLINGS; i++) {
      Programs.run("sh", "-c", "cat /dev/zero > '" + point + "/fill" + i + "' 2>&1; sync");
    }
    return true;
  }

  /** Names and checksums of all files. */
  private List<String> contents(Path point) {
    return Programs.run(
            "sh",
            "-c",
            "cd '" + point + "' && find . -type f ! -name 'fill?' -print0 | xargs -0 -r sha256sum")
        .orFail()
        .lines()
        .toList();
  }

  /** The free extents that GETFSMAP lists; its sectors have 512 bytes. */
  private ExtentSet freeOfKernel(Path point) {
    String text = Programs.run("xfs_io", "-r", "-c", "fsmap", point.toString()).orFail();
    Matcher line =
        Pattern.compile("(?m)^\\s*\\d+: \\d+:\\d+ \\[(\\d+)\\.\\.(\\d+)\\]: free space ")
            .matcher(text);
    List<Extent> free = new ArrayList<>();
    while (line.find()) {
      long start = Long.parseLong(line.group(1)) * 512;
      free.add(Extent.between(start, (Long.parseLong(line.group(2)) + 1) * 512));
    }
    return ExtentSet.of(free);
  }

  /** The blocks that a file has been given, data and what leads to it. */
  private static ExtentSet blocksOf(Path image, String file) {
    long size =
        Long.parseLong(
            first("Block size: +(\\d+)", Programs.run("dumpe2fs", "-h", image + "").output()));
    String text = Programs.run("debugfs", "-R", "blocks " + file, image.toString()).output();
    TreeMap<Long, Long> blocks = new TreeMap<>();
    Matcher number = Pattern.compile("\\b(\\d+)\\b").matcher(text.replaceFirst("debugfs .*\n", ""));
    while (number.find()) {
      long block = Long.parseLong(number.group(1));
      blocks.put(block * size, size);
    }
    return ExtentSet.of(
        blocks.entrySet().stream().map(e -> new Extent(e.getKey(), e.getValue())).toList());
  }

  private static String first(String regex, String text) {
    Matcher matcher = Pattern.compile(regex).matcher(text);
    assertThat(matcher.find()).as(text).isTrue();
    return matcher.group(1);
  }

  /** Something that is done while the file system is mounted. */
  private interface Work<T> {
    T run(Path point) throws IOException;
  }

  private <T> T mounted(Path image, Work<T> work) throws IOException {
    Path point = Files.createDirectories(folder.resolve("mounted"));
    String loop = Programs.run("losetup", "--find", "--show", image.toString()).orFail().strip();
    try {
      Programs.run("mount", "-t", "ext4", loop, point.toString()).orFail();
      try {
        return work.run(point);
      } finally {
        Programs.run("umount", point.toString()).orFail();
        awaitUnmounted(loop);
      }
    } finally {
      Programs.run("blockdev", "--flushbufs", loop).orFail();
      Programs.run("losetup", "--detach", loop).orFail();
    }
  }

  /**
   * It stays mounted in name spaces that other programs made meanwhile, until the kernel has ended
   * these too.
   */
  private static void awaitUnmounted(String loop) {
    String header = "dumpe2fs -h " + loop + " 2>&1";
    String look =
        header
            + " | grep -q 'state: *clean' && ! "
            + header
            + " | grep -q needs_recovery && exit 0; sleep 0.1; ";
    Programs.run("sh", "-c", "for i in $(seq 300); do " + look + "done; exit 1").orFail();
  }
}
