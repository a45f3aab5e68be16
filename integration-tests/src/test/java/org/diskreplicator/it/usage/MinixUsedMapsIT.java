package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.diskreplicator.engine.minix.MinixUsedMaps;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With noise in all that the map of a minix calls free, fsck.minix is content and GRUB reads each
 * file as before. fsck.minix finds zones that are used by nothing, too, so no free zone is missing.
 *
 * <p>The files are put there by {@code minix-fill}, as no kernel here may know minix.
 */
class MinixUsedMapsIT {
  private static final Path FILL = Path.of("src/test/python/minix-fill");
  private static final Pattern IN_USE = Pattern.compile("(\\d+) zones used");
  private static final Pattern FIRST = Pattern.compile("Firstdatazone=(\\d+)");
  private static final int BLOCK = 1024;

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.minix", "fsck.minix", "grub-fstest", "python3");
  }

  @ParameterizedTest
  @CsvSource({
    "12, 30, 90000, -1 -n 14, 0",
    "63, 60, 400000, -1 -n 30, 5",
    "20, 200, 40000, -2 -n 14, 6",
    "40, 6, 4000000, -2 -n 30, 7",
    "90, 10, 5000000, -3, 8",
    "3, 20, 30000, -3, 0",
  })
  void only_what_is_free_is_called_free(
      int mib, int count, int largest, String options, String seed) throws IOException {
    prove(mib, count, largest, options, seed);
  }

  static IntStream seeds() {
    return IntStream.rangeClosed(1, Integer.getInteger("minix.seeds", 2));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatever_lies_in_it_only_what_is_free_is_called_free(int seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    String[] layouts = {"-1 -n 14", "-1 -n 30", "-2 -n 14", "-2 -n 30", "-3"};
    int mib = 6 + random.nextInt(50);
    int count = 1 + random.nextInt(80);
    int largest = 100 + random.nextInt(Math.min(mib << 19, 60 << 20) / count);
    prove(mib, count, largest, layouts[random.nextInt(layouts.length)], Integer.toString(seed));
  }

  private void prove(int mib, int count, int largest, String options, String seed)
      throws IOException {
    TestFiles files = files(count, largest);
    Files.write(files.folder().resolve("gone.deleted"), new byte[] {1, 2, 3});
    Path image = make(mib, options);
    fill(image, files, seed);
    TestDisk disk = TestDisk.around(image);

    UsedMap map = new MinixUsedMaps().read(disk.file(), disk.region());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().totalBytes()).isEqualTo(unused(image));
    disk.fillWithGarbage(map.free());
    Path copy = disk.cutOut();
    Verdict verdict = check(copy);
    assertThat(verdict.agrees()).as(verdict.findings()).isTrue();
    assertThat(differing(copy, files)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"-1 -n 30", "-2 -n 14", "-3"})
  void the_check_finds_a_zone_that_is_used_and_called_free(String options) throws IOException {
    TestFiles files = files(8, 60_000);
    Path image = make(5, options);
    fill(image, files, "3");
    Path same = Files.copy(image, folder.resolve("same"));
    assertThat(check(image).agrees()).as(check(image).findings()).isTrue();
    assertThat(Files.mismatch(image, same)).as("nothing is written").isEqualTo(-1);

    TestDisk disk = TestDisk.around(image);
    ExtentSet before = new MinixUsedMaps().read(disk.file(), disk.region()).free();
    freeOne(image, options.startsWith("-3"));

    TestDisk damaged = TestDisk.around(image);
    ExtentSet after = new MinixUsedMaps().read(damaged.file(), damaged.region()).free();
    assertThat(after.totalBytes()).isEqualTo(before.totalBytes() + BLOCK);
    assertThat(check(image).agrees()).isFalse();
    assertThat(check(image).findings()).contains("is marked not in use");
    damaged.fillWithGarbage(after);
    assertThat(differing(damaged.cutOut(), files)).as("files that were lost").isNotEmpty();
  }

  /** Takes a zone of a file out of the bitmap. */
  private static void freeOne(Path image, boolean third) throws IOException {
    byte[] all = Files.readAllBytes(image);
    int inodeMap = all[BLOCK + (third ? 6 : 4)];
    int map = (2 + inodeMap) * BLOCK;
    int at = map + 60;
    while (all[at] != -1) {
      at++;
    }
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(at);
      file.write(0x7f);
    }
  }

  /** With names that the oldest version can hold, too. */
  private TestFiles files(int count, int largest) throws IOException {
    TestFiles all = TestFiles.write(folder.resolve("files"), count, largest);
    List<String> names = new ArrayList<>();
    for (String name : all.names()) {
      names.add("f" + names.size());
      Files.move(all.folder().resolve(name), all.folder().resolve(names.get(names.size() - 1)));
    }
    return new TestFiles(all.folder(), names);
  }

  private static void fill(Path image, TestFiles files, String seed) {
    Programs.run("python3", FILL.toString(), image.toString(), files.folder().toString(), seed)
        .orFail();
  }

  private Path make(int mib, String options) throws IOException {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mib << 20);
    }
    List<String> argv = new ArrayList<>(List.of("mkfs.minix"));
    argv.addAll(Arrays.asList(options.split(" ", -1)));
    argv.add(image.toString());
    Programs.run(argv).orFail();
    return image;
  }

  /** By what fsck.minix counts; zones in use are all but those that are free. */
  private static long unused(Path image) throws IOException {
    String said = Programs.run("fsck.minix", "-fsv", image.toString()).orFail();
    Matcher inUse = IN_USE.matcher(said);
    assertThat(inUse.find()).as(said).isTrue();
    assertThat(FIRST.matcher(said).find()).as(said).isTrue();
    return Files.size(image) - Long.parseLong(inUse.group(1)) * BLOCK;
  }

  /** Names of files in which GRUB does not read what was written. */
  private static List<String> differing(Path image, TestFiles files) {
    return files.names().stream().filter(name -> differs(image, files, name)).toList();
  }

  private static boolean differs(Path image, TestFiles files, String name) {
    String source = files.folder().resolve(name).toString();
    Programs.Result result =
        Programs.run("grub-fstest", image.toString(), "cmp", "/" + name, source);
    return result.exitCode() != 0 || !result.output().isBlank();
  }

  private static Verdict check(Path image) {
    return new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()))
        .check(FullCheck.MINIX, image, 0);
  }
}
