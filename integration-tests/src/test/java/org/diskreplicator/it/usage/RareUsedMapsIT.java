package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.apfs.ApfsUsedMaps;
import org.diskreplicator.engine.hfs.HfsUsedMaps;
import org.diskreplicator.engine.minix.MinixUsedMaps;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.usage.UsedMapReader;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The disk {@code rare}, whose file systems real drivers filled: with noise in all that is free,
 * checks agree as before, and the files are still there. GRUB reads those of minix and HFS+;
 * nothing here reads APFS, so each block of its files must be among the used ones.
 */
class RareUsedMapsIT {
  private static final int BLOCK = 4096;

  /** What the same life left on minix and on APFS. */
  private static final List<String> NAMES =
      List.of(
          "d0/f101-45000",
          "d0/f102-45000",
          "d0/f23-9825",
          "d0/f26-17543",
          "d0/f29-1005",
          "d0/f30-7235",
          "d0/f31-23261",
          "d0/f34-5881",
          "d0/f39-20504",
          "d0/f4-10681",
          "d1/f13-10857",
          "d1/f15-12923",
          "d1/f20-132",
          "d1/f24-13321",
          "d1/f28-141",
          "d1/f38-8543",
          "d1/f42-160",
          "d1/f9-66642",
          "d2/f10-23833",
          "d2/f11-8755",
          "d2/f16-10954",
          "d2/f18-81750",
          "d2/f22-19477",
          "d2/f3-22997",
          "d2/f32-21048",
          "d2/f40-350",
          "d2/f41-2197",
          "d2/f43-16609",
          "d2/f44-10591",
          "d2/f45-5556",
          "d2/f5-12716");

  @TempDir static Path shared = Path.of("");
  private static Path disk = Path.of("");
  private static List<FixturePartition> partitions = List.of();

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("fsck.minix", "apfsck", "grub-fstest", "python3", "dd");
    Fixture fixture = FixtureDisks.build("rare", shared.resolve("rare"));
    disk = fixture.image();
    partitions = fixture.partitions();
  }

  @ParameterizedTest
  @CsvSource({"minix, 8, 24051712", "hfsplus, 57, 2438144", "apfs, 17, 513572864"})
  void noise_in_what_is_free_changes_nothing(String content, int ranges, long free)
      throws IOException {
    Path alone = cutOut(content);
    UsedMap map = map(content, alone);
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().count()).isEqualTo(ranges);
    assertThat(map.free().totalBytes()).isEqualTo(free);

    new TestDisk(alone, new Extent(0, Files.size(alone))).fillWithGarbage(map.free());

    assertThat(map(content, alone)).isEqualTo(map);
    if (map.check().isPresent()) {
      Verdict verdict = check(map.check().get(), alone);
      assertThat(verdict.agrees()).as(verdict.findings()).isTrue();
    }
    if (content.equals("apfs")) {
      Set<String> used = blocks(alone, map.free().complement(Files.size(alone)));
      assertThat(NAMES).allSatisfy(name -> assertThat(used).containsAll(blocks(text(name))));
    } else {
      assertThat(differing(alone, content.equals("minix") ? NAMES : namesOfHfs())).isEmpty();
    }
  }

  @Test
  void a_file_that_was_called_free_is_missed() throws IOException {
    Path alone = cutOut("hfsplus");
    ExtentSet files = map("hfsplus", alone).free().complement(Files.size(alone));
    ExtentSet.Builder behind = ExtentSet.builder();
    behind.add(files.start(files.count() - 2), files.end(files.count() - 2));

    new TestDisk(alone, new Extent(0, Files.size(alone))).fillWithGarbage(behind.build());

    assertThat(differing(alone, namesOfHfs())).isNotEmpty();
  }

  @Test
  void apfsck_writes_nothing() throws IOException {
    Path alone = cutOut("apfs");

    assertThat(check(FullCheck.APFS, alone).agrees()).isTrue();

    Programs.run("cmp", alone.toString(), cutOut("apfs", "same").toString()).orFail();
  }

  /** Numbers of blocks among the used ones: of the superblock, of lists, of files. */
  @ParameterizedTest
  @ValueSource(ints = {0, 700, 6100})
  void apfsck_finds_a_block_that_is_used_and_called_free(int number) throws IOException {
    Path alone = cutOut("apfs");
    String which = Integer.toString(number);

    Programs.run("python3", "src/test/python/apfs-free-one", alone.toString(), which).orFail();

    assertThat(check(FullCheck.APFS, alone).agrees()).isFalse();
    assertThat(check(FullCheck.APFS, alone).findings()).contains("bad allocation bitmap");
  }

  private static UsedMap map(String content, Path file) throws IOException {
    UsedMapReader reader =
        switch (content) {
          case "minix" -> new MinixUsedMaps();
          case "hfsplus" -> new HfsUsedMaps();
          default -> new ApfsUsedMaps();
        };
    return reader.read(file, new Extent(0, Files.size(file)));
  }

  private static Verdict check(FullCheck check, Path file) {
    return new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()))
        .check(check, file, 0);
  }

  private Path cutOut(String content) {
    return cutOut(content, content);
  }

  private Path cutOut(String content, String name) {
    FixturePartition place =
        partitions.stream().filter(one -> one.content().equals(content)).findFirst().orElseThrow();
    Path alone = folder.resolve(name);
    Programs.run(
            "dd",
            "if=" + disk,
            "of=" + alone,
            "bs=64K",
            "skip=" + place.offset(),
            "count=" + place.size(),
            "iflag=skip_bytes,count_bytes",
            "conv=sparse")
        .orFail();
    Programs.run("truncate", "-s", Long.toString(place.size()), alone.toString()).orFail();
    return alone;
  }

  /**
   * Every second small one of 700, of which those with a 5 in front were deleted, and a large one.
   */
  private static List<String> namesOfHfs() {
    Stream<String> small =
        IntStream.iterate(3, i -> i < 700, i -> i + 8)
            .filter(i -> !Integer.toString(i).startsWith("5"))
            .mapToObj(i -> "a/f" + i + "-5000");
    return Stream.concat(small, Stream.of("b/f9001-1900000")).toList();
  }

  /** The content of a file, which its name tells. */
  private static byte[] text(String name) {
    String[] words = name.substring(name.indexOf("/f") + 2).split("-", -1);
    byte[] line = ("file " + words[0] + " of rare\n").getBytes(StandardCharsets.US_ASCII);
    byte[] all = new byte[Integer.parseInt(words[1])];
    for (int i = 0; i < all.length; i++) {
      all[i] = line[i % line.length];
    }
    return all;
  }

  private List<String> differing(Path alone, List<String> names) {
    return names.stream().filter(name -> differs(alone, name)).toList();
  }

  private boolean differs(Path alone, String name) {
    try {
      Path should = Files.write(folder.resolve("should"), text(name));
      return Programs.run("grub-fstest", alone.toString(), "cmp", "/" + name, should.toString())
              .exitCode()
          != 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> blocks(Path file, ExtentSet used) throws IOException {
    Set<String> found = new HashSet<>();
    byte[] block = new byte[BLOCK];
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      for (Extent range : used.toList()) {
        for (long at = range.offset(); at + BLOCK <= range.end(); at += BLOCK) {
          bytes.seek(at);
          bytes.readFully(block);
          found.add(new String(block, StandardCharsets.ISO_8859_1));
        }
      }
    }
    return found;
  }

  /** Whole blocks of a file, and the last one with zeros behind its end. */
  private static List<String> blocks(byte[] all) {
    return IntStream.iterate(0, at -> at < all.length, at -> at + BLOCK)
        .mapToObj(
            at -> new String(Arrays.copyOfRange(all, at, at + BLOCK), StandardCharsets.ISO_8859_1))
        .toList();
  }
}
