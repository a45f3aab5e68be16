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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The proof that no used cluster is in the free set: all free ranges are overwritten, and fsck.fat
 * and mtools still find every structure and every file as it was. The proof that no free cluster is
 * missing: the sum is what fsck.fat counts.
 */
class FatUsedMapsIT {
  private static final CommandRunner RUNNER =
      new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken());
  private static final Content FAT = Content.of(Signature.ofType("vfat"));

  /** The root directory of FAT12 and FAT16 has too few entries for so many long names. */
  private static final String FOLDER = "::folder";

  private static final Pattern SUMMARY = Pattern.compile("files, (\\d+)/(\\d+) clusters");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.fat", "fsck.fat", "mcopy", "mdel", "mmd", "mformat");
  }

  @ParameterizedTest
  @CsvSource({
    "FAT12, 1440, 512, -F 12",
    "FAT12, 512, 512, -F 12 -s 1 -f 1",
    "FAT12, 4000, 2048, -F 12 -s 4 -r 112",
    "FAT12, 15999, 4096, -F 12 -s 8",
    "FAT12, 2001, 512, -F 12 -s 1 -R 5",
    "FAT16, 16000, 1024, -F 16 -s 2",
    "FAT16, 16001, 2048, -F 16 -s 4 -f 1",
    "FAT16, 32000, 4096, -F 16 -s 8 -R 8",
    "FAT16, 40000, 8192, -F 16 -s 2 -S 4096",
    "FAT32, 40000, 512, -F 32 -s 1",
    "FAT32, 300000, 4096, -F 32 -s 8 -f 1",
    "FAT32, 64000, 512, -F 32 -s 1 -R 64 -n LABEL"
  })
  void no_used_cluster_is_free_and_no_free_cluster_is_used(
      String width, int kib, long clusterBytes, String options) throws IOException {
    Path image = make(kib, options);
    TestFiles files = fill(image, 60, kib * 1024 / 200);
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(disk);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.FAT);
    assertThat(map.reason()).contains(width);
    assertThat(map.free().count()).isGreaterThan(5);
    assertThat(map.free().totalBytes()).isEqualTo(freeClusters(disk) * clusterBytes);
    assertSurvives(disk, map, files);
  }

  @Test
  void a_floppy_made_by_mtools_reads_alike() throws IOException {
    Path image = file(1440);
    Programs.run("mformat", "-i", image.toString(), "-f", "1440", "::").orFail();
    TestFiles files = fill(image, 40, 20_000);
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(disk);

    assertThat(map.free().totalBytes()).isEqualTo(freeClusters(disk) * 512);
    assertSurvives(disk, map, files);
  }

  /** FAT32 with too few clusters is what small EFI system partitions are; mtools reads it wrong. */
  @ParameterizedTest
  @CsvSource({"300000, -F 32 -s 8", "20000, -F 32 -s 4", "33000, -F 32 -s 1", "64, -F 12"})
  void an_empty_volume_is_free_but_for_its_structures(int kib, String options) throws IOException {
    TestDisk disk = TestDisk.around(make(kib, options));

    UsedMap map = map(disk);

    assertThat(map.free().count()).isEqualTo(1);
    assertThat(map.usedBytes()).isLessThan(1 << 20);
    assertSurvives(disk, map, new TestFiles(folder, List.of()));
  }

  @Test
  void a_full_volume_has_nothing_free() throws IOException {
    Path image = make(1440, "-F 12");
    long free = map(TestDisk.around(image)).free().totalBytes();
    byte[] noise = new byte[(int) free];
    new Random(3).nextBytes(noise);
    Path large = Files.write(folder.resolve("large"), noise);
    Programs.run("mcopy", "-i", image.toString(), large.toString(), "::").orFail();

    assertThat(map(TestDisk.around(image)).free().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "boot sector of FAT16 says dirty, -F 16, 37, 1",
    "boot sector of FAT16 wants a test, -F 16, 37, 2",
    "boot sector of FAT32 says dirty, -F 32, 65, 1"
  })
  void a_dirty_volume_is_all_used(String name, String options, int offset, int value)
      throws IOException {
    TestDisk disk = TestDisk.around(make(64_000, options));
    disk.patch(offset, value);

    assertAllUsed(disk, ContentState.DIRTY);
  }

  @ParameterizedTest
  @CsvSource({"shutdown bit, 0x7f", "error bit, 0xbf"})
  void a_table_that_says_dirty_is_all_used(String name, String upperByte) throws IOException {
    TestDisk disk = TestDisk.around(make(64_000, "-F 16 -R 4"));
    int tableBytes = tableBytes(disk);
    disk.patch(2048 + 3, Integer.decode(upperByte));
    disk.patch(2048 + tableBytes + 3, Integer.decode(upperByte));

    assertAllUsed(disk, ContentState.DIRTY);
  }

  @Test
  void tables_that_differ_are_all_used_and_the_check_disagrees() throws IOException {
    TestDisk disk = TestDisk.around(make(64_000, "-F 16 -R 4"));
    disk.patch(2048 + tableBytes(disk) + 4000, 0xff, 0xff);

    assertAllUsed(disk, ContentState.DAMAGED);
    assertThat(check(disk).agrees()).isFalse();
    assertThat(check(disk).findings()).contains("FATs differ");
  }

  @Test
  void the_check_disagrees_when_a_file_runs_into_a_free_cluster() throws IOException {
    Path image = make(64_000, "-F 16 -R 4");
    fill(image, 10, 100_000);
    TestDisk disk = TestDisk.around(image);
    int used = 2048 + 2 * 30;
    disk.patch(used, 0, 0);
    disk.patch(used + tableBytes(disk), 0, 0);

    assertThat(map(disk).free().isEmpty()).isFalse();
    assertThat(check(disk).agrees()).isFalse();
    assertThat(check(disk).findings()).contains("ended with code 1");
  }

  @ParameterizedTest
  @CsvSource({
    "wrong free count, 1000, 7",
    "no free count, 1000, 255 255 255 255",
    "bad magic of FSInfo, 512, 0",
    "boot sector differs from its backup, 3, 88 89",
    "no backup of the boot sector, 50, 0 0",
    "labels differ, 71, 88"
  })
  void the_check_agrees_where_only_hints_are_wrong(String name, long offset, String bytes)
      throws IOException {
    Path image = make(64_000, "-F 32 -n LABEL");
    TestFiles files = fill(image, 10, 100_000);
    TestDisk disk = TestDisk.around(image);
    disk.patch(
        offset, List.of(bytes.split(" ", -1)).stream().mapToInt(Integer::parseInt).toArray());
    Path cut = disk.cutOut();
    Path before = Files.copy(cut, folder.resolve("before"));

    Verdict verdict = new FullChecks(RUNNER).check(FullCheck.FAT, cut, 0);

    assertThat(verdict.agrees()).as(verdict.findings()).isTrue();
    assertThat(Files.mismatch(before, cut)).as("nothing is written").isEqualTo(-1);
    disk.fillWithGarbage(map(disk).free());
    files.assertEqualTo(readBack(disk));
  }

  @Test
  void what_lies_behind_the_volume_is_used() throws IOException {
    Path image = file(20_000);
    Programs.run("mkfs.fat", "-F", "16", image.toString(), "16000").orFail();

    UsedMap map = map(TestDisk.around(image));

    assertThat(map.state()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().end(0)).isLessThanOrEqualTo(16000 << 10);
    assertThat(map.size()).isEqualTo(20_000 << 10);
  }

  private static void assertAllUsed(TestDisk disk, ContentState state) {
    UsedMap map = map(disk);
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }

  private void assertSurvives(TestDisk disk, UsedMap map, TestFiles files) throws IOException {
    assertThat(check(disk).agrees()).isTrue();
    disk.fillWithGarbage(map.free());
    Programs.run("fsck.fat", "-n", disk.cutOut().toString()).orFail();
    files.assertEqualTo(readBack(disk));
  }

  private Path readBack(TestDisk disk) throws IOException {
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Programs.run("mcopy", "-n", "-s", "-i", disk.mtoolsName(), "::folder/*", copy.toString());
    return copy;
  }

  private static UsedMap map(TestDisk disk) {
    return new UsedMapReaders(new ExtUsedMaps(), Map.of()).read(FAT, disk.file(), disk.region());
  }

  private static Verdict check(TestDisk disk) throws IOException {
    return new FullChecks(RUNNER).check(FullCheck.FAT, disk.cutOut(), 0);
  }

  private static long freeClusters(TestDisk disk) throws IOException {
    String output = Programs.run("fsck.fat", "-n", disk.cutOut().toString()).orFail();
    Matcher summary = SUMMARY.matcher(output);
    assertThat(summary.find()).as(output).isTrue();
    return Long.parseLong(summary.group(2)) - Long.parseLong(summary.group(1));
  }

  private static int tableBytes(TestDisk disk) throws IOException {
    String output = Programs.run("fsck.fat", "-n", "-v", disk.cutOut().toString()).output();
    Matcher bytes = Pattern.compile("(\\d+) bytes per FAT").matcher(output);
    assertThat(bytes.find()).as(output).isTrue();
    return Integer.parseInt(bytes.group(1));
  }

  private Path make(int kib, String options) throws IOException {
    Path image = file(kib);
    List<String> argv = new ArrayList<>(List.of("mkfs.fat"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.add(image.toString());
    Programs.run(argv).orFail();
    return image;
  }

  private Path file(int kib) throws IOException {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(kib * 1024L);
    }
    return image;
  }

  /** Copies files in, deletes every second one and lets a large one fill the holes. */
  private TestFiles fill(Path image, int count, int largest) throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), count, largest);
    Programs.run("mmd", "-i", image.toString(), FOLDER).orFail();
    mtools(image, "mcopy", files.names(), files.folder() + "/", List.of(FOLDER));
    mtools(image, "mdel", files.half(), FOLDER + "/", List.of());
    TestFiles more = TestFiles.write(folder.resolve("more"), 3, largest * 4);
    Files.move(more.folder().resolve(more.names().get(1)), files.folder().resolve("fills holes"));
    mtools(image, "mcopy", List.of("fills holes"), files.folder() + "/", List.of(FOLDER));
    List<String> left = new ArrayList<>(files.without(files.half()).names());
    left.add("fills holes");
    return new TestFiles(files.folder(), left);
  }

  private static void mtools(
      Path image, String program, List<String> names, String prefix, List<String> last) {
    List<String> argv = new ArrayList<>(List.of(program, "-i", image.toString()));
    names.forEach(name -> argv.add(prefix + name));
    argv.addAll(last);
    Programs.run(argv).orFail();
  }
}
