package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proof that no used block is in the free set: all free ranges are overwritten, and e2fsck and
 * debugfs still find every structure and every file as it was. The proof that no free block is
 * missing: the sum is what the superblock says.
 */
class ExtUsedMapsIT {
  private static final int SIZE = 36 << 20;
  private static final CommandRunner RUNNER =
      new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken());
  private static final Content EXT = Content.of(Signature.ofType("ext4"));

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mke2fs", "dumpe2fs", "e2fsck", "debugfs");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext2 -b 1024",
        "-t ext2 -b 4096 -O ^resize_inode,^sparse_super",
        "-t ext3 -b 2048",
        "-t ext3 -b 1024 -g 1024",
        "-t ext4 -b 1024",
        "-t ext4 -b 2048 -O ^64bit",
        "-t ext4 -b 4096",
        "-t ext4 -b 1024 -O meta_bg,^resize_inode",
        "-t ext4 -b 1024 -O ^flex_bg",
        "-t ext4 -b 1024 -O ^metadata_csum,uninit_bg",
        "-t ext4 -b 4096 -I 256 -O inline_data",
        "-t ext4 -b 4096 -O ^has_journal",
        "-t ext4 -b 1024 -O sparse_super2",
        "-t ext4 -b 1024 -O bigalloc -C 8192",
        "-t ext4 -b 4096 -O bigalloc -C 65536",
        "-t ext4 -b 4096 -O bigalloc -C 8192 -O ^64bit"
      })
  void no_used_block_is_free_and_no_free_block_is_used(String options) throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), 160, 60_000);
    Path image = make(options, files);
    TestFiles left = files.without(delete(image, files.half()));
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(disk);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.EXT);
    assertThat(map.free().totalBytes()).isEqualTo(freeBytesOfSuperblock(disk)).isPositive();
    assertThat(check(disk)).extracting(Verdict::agrees).isEqualTo(true);
    assertSurvives(disk, map, left);
  }

  @Test
  void an_empty_file_system_is_nearly_all_free() throws IOException {
    Path image = image();
    Programs.run("mke2fs", "-q", "-F", "-t", "ext2", "-b", "1024", image.toString()).orFail();
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(disk);

    assertThat(map.free().totalBytes()).isEqualTo(freeBytesOfSuperblock(disk));
    assertThat(map.usedBytes()).isLessThan(SIZE / 10);
    assertSurvives(disk, map, new TestFiles(folder, List.of()));
  }

  @Test
  void a_full_file_system_has_nothing_free() throws IOException {
    Path image = image();
    Programs.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "1024", image.toString()).orFail();
    byte[] noise = new byte[SIZE];
    new Random(3).nextBytes(noise);
    Path large = Files.write(folder.resolve("large"), noise);
    Programs.run("debugfs", "-w", "-R", "write " + large + " large", image.toString());
    TestDisk disk = TestDisk.around(image);

    UsedMap map = map(disk);

    assertThat(map.free().totalBytes()).isEqualTo(freeBytesOfSuperblock(disk));
    assertThat(map.free().totalBytes()).isLessThan(SIZE / 50);
  }

  @Test
  void what_lies_behind_the_file_system_is_used() throws IOException {
    Path image = image();
    Programs.run("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", image.toString(), "20M")
        .orFail();

    UsedMap map = map(TestDisk.around(image));

    assertThat(map.state()).isEqualTo(ContentState.CLEAN);
    assertThat(map.size()).isEqualTo(SIZE);
    assertThat(map.free().end(map.free().count() - 1)).isLessThanOrEqualTo(20 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "feature needs_recovery; NEEDS_REPLAY",
        "ssv state 2; DIRTY",
        "ssv state 0; DIRTY",
        "feature FEATURE_I31; UNSUPPORTED",
        "feature FEATURE_R30; UNSUPPORTED",
        "ssv free_blocks_count 5; DAMAGED",
        "ssv blocks_count 9999999; DAMAGED",
        "freeb 100 9; DAMAGED"
      })
  void a_file_system_that_is_not_sound_is_all_used(String change) throws IOException {
    Path image = make("-t ext4 -b 1024", TestFiles.write(folder.resolve("files"), 5, 5000));
    String[] parts = change.split("; ", -1);
    Programs.run("debugfs", "-w", "-R", parts[0], image.toString()).orFail();

    UsedMap map = map(TestDisk.around(image));

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.valueOf(parts[1]));
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEqualTo(Optional.empty());
  }

  @Test
  void a_bitmap_with_a_wrong_checksum_is_all_used() throws IOException {
    TestDisk disk = damageBitmap("-t ext4 -b 1024");

    UsedMap map = map(disk);

    assertThat(map.state()).isEqualTo(ContentState.DAMAGED);
    assertThat(map.reason()).isEqualTo("a block bitmap does not have its checksum");
    assertThat(map.free().isEmpty()).isTrue();
  }

  @Test
  void the_full_check_finds_a_lying_bitmap_that_has_no_checksum() throws IOException {
    TestDisk disk = damageBitmap("-t ext2 -b 1024");

    Verdict verdict = check(disk);

    assertThat(map(disk).free().isEmpty()).isTrue();
    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings()).contains("e2fsck ended with code 4");
  }

  /** Frees eight used blocks behind the back of every count. */
  private TestDisk damageBitmap(String options) throws IOException {
    Path image = make(options, TestFiles.write(folder.resolve("files"), 5, 5000));
    Matcher bitmap =
        Pattern.compile("Block bitmap at (\\d+)")
            .matcher(Programs.run("dumpe2fs", image + "").output());
    assertThat(bitmap.find()).isTrue();
    TestDisk disk = TestDisk.around(image);
    disk.patch(Long.parseLong(bitmap.group(1)) * 1024 + 5, 0);
    return disk;
  }

  @Test
  void the_check_writes_nothing() throws IOException {
    TestDisk disk = damageBitmap("-t ext2 -b 1024");
    Path before = Files.copy(disk.file(), folder.resolve("before"));

    check(disk);

    assertThat(Files.mismatch(before, disk.file())).isEqualTo(-1);
  }

  private static UsedMap map(TestDisk disk) {
    return new UsedMapReaders(new ExtUsedMaps(), Map.of()).read(EXT, disk.file(), disk.region());
  }

  private static Verdict check(TestDisk disk) {
    return new FullChecks(RUNNER).check(FullCheck.EXT, disk.file(), disk.region().offset());
  }

  private void assertSurvives(TestDisk disk, UsedMap map, TestFiles files) throws IOException {
    disk.fillWithGarbage(map.free());
    Programs.run("e2fsck", "-fn", disk.libext2fsName()).orFail();
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Programs.run("debugfs", "-R", "rdump / " + copy, disk.libext2fsName()).orFail();
    files.assertEqualTo(copy);
  }

  private static long freeBytesOfSuperblock(TestDisk disk) {
    String superblock = Programs.run("dumpe2fs", "-h", disk.libext2fsName()).orFail();
    return field(superblock, "Free blocks") * field(superblock, "Block size");
  }

  private static long field(String superblock, String name) {
    Matcher matcher = Pattern.compile("(?m)^" + name + ": +(\\d+)$").matcher(superblock);
    assertThat(matcher.find()).as(name).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  private Path image() throws IOException {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    return image;
  }

  private Path make(String options, TestFiles files) throws IOException {
    Path image = image();
    List<String> argv = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
    argv.addAll(List.of(options.split(" ", -1)));
    argv.addAll(List.of("-d", files.folder().toString(), image.toString()));
    Programs.run(argv).orFail();
    return image;
  }

  private List<String> delete(Path image, List<String> names) throws IOException {
    Path script = folder.resolve("script");
    Files.write(script, names.stream().map(name -> "rm \"" + name + "\"").toList());
    Programs.run("debugfs", "-w", "-f", script.toString(), image.toString()).orFail();
    Programs.run("e2fsck", "-fn", image.toString()).orFail();
    return names;
  }
}
