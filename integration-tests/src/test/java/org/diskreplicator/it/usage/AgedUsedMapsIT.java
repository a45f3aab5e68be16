package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.exfat.ExfatUsedMaps;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.ntfs.NtfsUsedMaps;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.usage.UsedMapReader;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.diskreplicator.it.Requirement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * File systems with a random life, made and filled by their own programs: what the map calls free
 * is what another program calls free; overwriting it changes no file and makes no check complain;
 * and when their driver fills them, it writes to nothing else but its own records.
 *
 * <p>{@code -Daged.seeds=40} takes so many of each instead of two.
 */
class AgedUsedMapsIT {
  private static final int SEEDS = Integer.getInteger("aged.seeds", 2);
  private static final int STEPS = 400;
  private static final CommandRunner RUNNER =
      new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken());

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Requirement.that(Files.isWritable(Path.of("/dev/loop-control")), "root");
    Programs.require("mkntfs", "ntfs-3g", "ntfscat", "ntfscluster", "ntfsresize");
    Programs.require("mkfs.exfat", "mount.exfat-fuse", "fsck.exfat", "dump.exfat");
  }

  static Stream<Arguments> aged() {
    return Stream.of(Driver.values())
        .flatMap(driver -> IntStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(driver, seed)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("aged")
  void only_what_is_free_is_called_free(Driver driver, int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(31L * seed + driver.name().hashCode());
    Path image = driver.make(folder.resolve("image"), random);
    Map<String, String> files = age(driver, image, seed);
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(driver, disk);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().isEmpty()).isFalse();
    assertThat(map.free()).isEqualTo(driver.free(image));
    assertSound(driver, map, disk.cutOut());
    disk.fillWithGarbage(map.free());
    Path copy = disk.cutOut();
    assertSound(driver, map, copy);
    assertThat(files(driver, copy)).isEqualTo(files);
    assertFillsOnlyWhatIsFree(driver, image, map.free());
  }

  private static Map<String, String> age(Driver driver, Path image, int seed) throws IOException {
    try (FuseMount mount = FuseMount.open(driver.type, image)) {
      new Ageing(mount.folder(), seed).live(STEPS);
    }
    return files(driver, image);
  }

  private static Map<String, String> files(Driver driver, Path image) throws IOException {
    try (FuseMount mount = FuseMount.open(driver.type, image)) {
      return Ageing.checksums(mount.folder());
    }
  }

  private static UsedMap map(Driver driver, TestDisk disk) {
    Content content = Content.of(Signature.ofType(driver.content));
    Map<String, UsedMapReader> others =
        Map.of("ntfs", new NtfsUsedMaps(), "exfat", new ExfatUsedMaps());
    return new UsedMapReaders(new ExtUsedMaps(), others).read(content, disk.file(), disk.region());
  }

  private static void assertSound(Driver driver, UsedMap map, Path image) {
    Verdict verdict = new FullChecks(RUNNER).check(map.check().orElseThrow(), image, 0);
    assertThat(verdict.agrees()).as(driver + ": " + verdict.findings()).isTrue();
  }

  private static void assertFillsOnlyWhatIsFree(Driver driver, Path image, ExtentSet free)
      throws IOException {
    ExtentSet records = driver.records(image);
    Path before = Files.copy(image, image.resolveSibling("before"));
    try (FuseMount mount = FuseMount.open(driver.type, image)) {
      Ageing.fill(mount.folder());
    }
    ExtentSet changed = changed(before, image);
    assertThat(changed.subtract(free).subtract(records).toList()).isEmpty();
    assertThat(changed.intersect(free).totalBytes())
        .as("it takes all that is free")
        .isGreaterThan(free.totalBytes() * 9 / 10);
  }

  private static ExtentSet changed(Path before, Path after) throws IOException {
    ExtentSet.Builder changed = ExtentSet.builder();
    byte[] one = new byte[512];
    byte[] other = new byte[512];
    try (RandomAccessFile left = new RandomAccessFile(before.toFile(), "r");
        RandomAccessFile right = new RandomAccessFile(after.toFile(), "r")) {
      for (long at = 0; at < left.length(); at += 512) {
        left.seek(at);
        left.readFully(one);
        right.seek(at);
        right.readFully(other);
        if (!Arrays.equals(one, other)) {
          changed.add(at, at + 512);
        }
      }
    }
    return changed.build();
  }

  private static ExtentSet bitmap(byte[] bits, long count, LongUnaryOperator place, long unit) {
    ExtentSet.Builder free = ExtentSet.builder();
    for (int i = 0; i < count; i++) {
      if ((bits[i / 8] >> i % 8 & 1) == 0) {
        free.add(place.applyAsLong(i), place.applyAsLong(i) + unit);
      }
    }
    return free.build();
  }

  /** The programs that make, mount and explain a file system. */
  enum Driver {
    NTFS("ntfs", "ntfs-3g") {
      @Override
      Path make(Path image, SplittableRandom random) throws IOException {
        int sector = random.nextInt(4) == 0 ? 4096 : 512;
        int cluster = Math.max(sector, 512 << random.nextInt(8));
        file(image, 20 + random.nextInt(30));
        Programs.run(
                "mkntfs",
                "-q",
                "-Q",
                "-F",
                "-s",
                Integer.toString(sector),
                "-c",
                Integer.toString(cluster),
                image.toString())
            .orFail();
        return image;
      }

      /** By the bitmap as ntfscat prints it. */
      @Override
      ExtentSet free(Path image) throws IOException {
        ByteBuffer boot = boot(image);
        long cluster = cluster(boot);
        long count = boot.getLong(40) * boot.getShort(11) / cluster;
        String bits = Programs.run("ntfscat", "-i", "6", image.toString()).orFail();
        return bitmap(bits.getBytes(StandardCharsets.ISO_8859_1), count, i -> i * cluster, cluster);
      }

      /** By ntfscluster: the table of files, its copy, journal, bitmap, and all folders. */
      @Override
      ExtentSet records(Path image) throws IOException {
        long cluster = cluster(boot(image));
        ExtentSet.Builder records = ExtentSet.builder();
        for (String file : List.of("/", "$MFT", "$MFTMirr", "$LogFile", "$Bitmap")) {
          String said = Programs.run("ntfscluster", "-F", file, image.toString()).orFail();
          for (List<Long> run : numbers(said, "(?m)^\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s*$")) {
            records.add(run.get(1) * cluster, (run.get(1) + run.get(2)) * cluster);
          }
        }
        return records.build();
      }

      private static long cluster(ByteBuffer boot) {
        int sectors = Byte.toUnsignedInt(boot.get(13));
        return boot.getShort(11) * (sectors > 128 ? 1L << (256 - sectors) : sectors);
      }
    },
    EXFAT("exfat", "exfat-fuse") {
      @Override
      Path make(Path image, SplittableRandom random) throws IOException {
        String cluster = Integer.toString(512 << random.nextInt(7));
        file(image, 10 + random.nextInt(30));
        Programs.run("mkfs.exfat", "-c", cluster, image.toString()).orFail();
        return image;
      }

      /** By the place of the bitmap as dump.exfat prints it, and by its count. */
      @Override
      ExtentSet free(Path image) throws IOException {
        String said = Programs.run("dump.exfat", image.toString()).orFail();
        long cluster = number(said, "Cluster size:\\s+(\\d+)");
        long heap = number(said, "Cluster Heap Offset.*:\\s+(\\d+)") * sector(said);
        byte[] bits = new byte[(int) number(said, "Bitmap size:\\s+(\\d+)")];
        try (RandomAccessFile disk = new RandomAccessFile(image.toFile(), "r")) {
          disk.seek(heap + (number(said, "Bitmap start cluster:\\s+(\\d+)") - 2) * cluster);
          disk.readFully(bits);
        }
        ExtentSet free =
            bitmap(
                bits, number(said, "Total Clusters:\\s+(\\d+)"), i -> heap + i * cluster, cluster);
        assertThat(free.totalBytes()).isEqualTo(number(said, "Free Clusters:\\s+(\\d+)") * cluster);
        return free;
      }

      /** Boot sectors, table, bitmap and root folder, which grows into what is free. */
      @Override
      ExtentSet records(Path image) throws IOException {
        String said = Programs.run("dump.exfat", image.toString()).orFail();
        long cluster = number(said, "Cluster size:\\s+(\\d+)");
        long heap = number(said, "Cluster Heap Offset.*:\\s+(\\d+)") * sector(said);
        long root = heap + (number(said, "Root Cluster.*:\\s+(\\d+)") - 2) * cluster;
        long bitmap = heap + (number(said, "Bitmap start cluster:\\s+(\\d+)") - 2) * cluster;
        long bytes = number(said, "Bitmap size:\\s+(\\d+)");
        return ExtentSet.builder()
            .add(0, heap)
            .add(bitmap, bitmap + (bytes + cluster - 1) / cluster * cluster)
            .add(root, root + cluster)
            .build();
      }

      private static long sector(String said) {
        return 1L << number(said, "Sector Size Bits:\\s+(\\d+)");
      }
    };

    final String content;
    final String type;

    Driver(String content, String type) {
      this.content = content;
      this.type = type;
    }

    /** Makes an empty file system. */
    abstract Path make(Path image, SplittableRandom random) throws IOException;

    /** What another program says is free. */
    abstract ExtentSet free(Path image) throws IOException;

    /** What a driver writes to when it fills a file. */
    abstract ExtentSet records(Path image) throws IOException;
  }

  private static void file(Path image, int mib) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mib << 20);
    }
  }

  private static ByteBuffer boot(Path image) throws IOException {
    byte[] boot = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.readFully(boot);
    }
    return ByteBuffer.wrap(boot).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static long number(String text, String pattern) {
    return numbers(text, pattern).get(0).get(0);
  }

  private static List<List<Long>> numbers(String text, String pattern) {
    List<List<Long>> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      found.add(
          IntStream.rangeClosed(1, matcher.groupCount())
              .mapToObj(i -> Long.parseLong(matcher.group(i)))
              .toList());
    }
    return found;
  }
}
