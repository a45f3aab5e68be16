package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.btrfs.BtrfsUsedMaps;
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
import org.diskreplicator.it.Requirement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proof that no used block is in the free set: all free ranges are overwritten, and btrfs check
 * still finds every structure, and the kernel every file, as it was. The proof that no free block
 * is missing: the set is exactly what the dumps of btrfs-progs tell.
 *
 * <p>{@code -Dbtrfs.seeds=100} makes a hundred disks that have lived, {@code -Dbtrfs.first=200}
 * other ones.
 */
class BtrfsUsedMapsIT {
  private static final Path PROGRAMS = Path.of("src/test/python").toAbsolutePath();
  private static final int MIB = 1 << 20;

  /** Whatever it mounts is gone with it. */
  private static final List<String> ALONE =
      List.of(
          "setpriv", "--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private", "--");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.btrfs", "btrfs", "setpriv", "unshare", "mount");
  }

  static IntStream seeds() {
    int first = Integer.getInteger("btrfs.first", 1);
    return IntStream.range(first, first + Integer.getInteger("btrfs.seeds", 8));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_disk_that_has_lived_survives_the_loss_of_its_free_bytes(int seed) throws IOException {
    requireRoot();
    Path image = folder.resolve("image");
    alone("python3", program("btrfs-churn"), "make", image, seed);
    final String files = files(image);

    UsedMap map = map(image);

    if (map.state() == ContentState.NEEDS_REPLAY) { // the kernel gave up on a full disk
      assertThat(map.free().isEmpty()).isTrue();
      return;
    }
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().toList()).isEqualTo(freeByDumps(image));
    assertThat(check(image)).extracting(Verdict::agrees).isEqualTo(true);
    overwrite(image, map.free());
    assertSound(image);
    assertThat(files(image)).isEqualTo(files);
  }

  /** What btrfs writes goes to free bytes, to its superblocks, and to where trees were before. */
  @ParameterizedTest
  @ValueSource(strings = {"-m dup", "-m single -n 4096", "--mixed -n 4096"})
  void filling_the_disk_changes_free_bytes_alone(String options) throws IOException {
    requireRoot();
    Path image = make(options, 300 * MIB, TestFiles.write(folder.resolve("files"), 300, 200_000));
    ExtentSet free = map(image).free();
    ExtentSet trees = ExtentSet.of(ranges("btrfs-free", image, "metadata"));
    Path before = folder.resolve("before");
    Programs.run("cp", "--sparse=always", image.toString(), before.toString()).orFail();

    alone("python3", program("btrfs-churn"), "fill", image);

    ExtentSet changed = changed(before, image);
    ExtentSet superblocks = ExtentSet.of(new Extent(64 << 10, 4096), new Extent(64 << 20, 4096));
    assertThat(changed.subtract(free).subtract(trees).subtract(superblocks).toList()).isEmpty();
    assertThat(changed.intersect(free).totalBytes()).isGreaterThan(free.totalBytes() / 2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-m dup -d dup", "-n 65536 --csum blake2", "-s 4096 --csum sha256"})
  void no_root_is_needed_and_bytes_around_it_do_not_matter(String options) throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), 60, 60_000);
    Path image = make(options, 150 * MIB, files);
    List<Extent> free = freeByDumps(image);
    TestDisk disk = TestDisk.around(image);

    UsedMap map = reader().read(disk.file(), disk.region());

    assertThat(map.free().toList()).isEqualTo(free);
    disk.fillWithGarbage(map.free());
    Path cut = disk.cutOut();
    assertSound(cut);
    Path copy = Files.createDirectories(folder.resolve("copy"));
    Programs.run("btrfs", "restore", cut.toString(), copy.toString()).orFail();
    files.assertEqualTo(copy);
  }

  @Test
  void what_lies_behind_the_file_system_is_used() throws IOException {
    Path image = make("-b 200M", 201 * MIB, TestFiles.write(folder.resolve("files"), 3, 5000));

    ExtentSet free = map(image).free();

    assertThat(free.end(free.count() - 1)).isEqualTo(200L * MIB);
  }

  /** Each member is mapped alone, from the trees that it holds. */
  @ParameterizedTest
  @CsvSource({"single, raid1, 2", "raid0, raid1, 2", "raid1, raid1, 2", "raid1c3, raid1c3, 3"})
  void members_of_several_devices_survive(String data, String metadata, int devices)
      throws IOException {
    requireRoot();
    List<Path> members = members(data, metadata, devices);
    String files = mounted(members, "find \"$1\" -type f -exec sha256sum {} + | sort -k 2");

    for (Path member : members) {
      UsedMap map = map(member);
      assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
      assertThat(map.free().totalBytes()).isGreaterThan(100L * MIB);
      assertThat(check(member)).extracting(Verdict::agrees).isEqualTo(true);
      overwrite(member, map.free());
    }

    assertThat(mounted(members, "btrfs scrub start -B -R \"$1\""))
        .contains("csum_errors: 0", "verify_errors: 0", "read_errors: 0");
    assertThat(mounted(members, "find \"$1\" -type f -exec sha256sum {} + | sort -k 2"))
        .isEqualTo(files);
  }

  @Test
  void trees_on_other_devices_too_make_all_used() throws IOException {
    requireRoot();
    for (Path member : members("raid0", "raid0", 2)) {
      assertAllUsed(map(member), ContentState.UNSUPPORTED);
    }
  }

  private List<Path> members(String data, String metadata, int devices) throws IOException {
    List<String> argv = new ArrayList<>(List.of("mkfs.btrfs", "-q", "-d", data, "-m", metadata));
    List<Path> members = new ArrayList<>();
    for (int i = 0; i < devices; i++) {
      members.add(blank("member" + i, 400 * MIB));
      argv.add(members.get(i).toString());
    }
    Programs.run(argv).orFail();
    String noise = "head -c 3000001 /dev/urandom >\"$1/$i\"";
    mounted(members, "for i in $(seq 30); do " + noise + "; done; rm \"$1\"/*5; cp -r /etc \"$1\"");
    return members;
  }

  /** Mounts the members and runs a script with the folder as its first argument. */
  private String mounted(List<Path> members, String script) throws IOException {
    Path point = Files.createDirectories(folder.resolve("mounted"));
    StringBuilder all = new StringBuilder("set -eu; trap 'losetup -d $loops' EXIT; loops=; o=x\n");
    for (Path member : members) {
      all.append("l=$(losetup --find --show '").append(member).append("'); loops=\"$loops $l\"\n");
    }
    all.append("for l in $loops; do o=device=$l,$o; first=$l; done\n");
    all.append("mount -t btrfs -o \"${o%,x}\" $first \"$1\"\n").append(script);
    all.append("\numount \"$1\"\nbtrfs device scan --forget $loops >/dev/null\n");
    return alone("sh", "-c", all.toString(), "sh", point);
  }

  @Test
  void a_log_that_waits_makes_all_used() throws IOException {
    requireRoot();
    Path image = blank("image", 300 * MIB);
    Programs.run("mkfs.btrfs", "-q", image.toString()).orFail();
    Path crashed = folder.resolve("crashed");
    String script =
        "mount -o loop,commit=3600 \"$1\" \"$3\"; seq 200000 >\"$3/committed\"; sync -f \"$3\";"
            // The kernel may make a whole commit of an fsync.
            + " for i in $(seq 20); do seq 9000 >\"$3/logged\"; sync \"$3/logged\"; cp"
            + " --sparse=always \"$1\" \"$2\"; ! btrfs inspect-internal dump-super \"$2\" |"
            + " grep -q '^log_root[[:space:]]*[1-9]' || break; done; umount \"$3\"";
    Path point = Files.createDirectory(folder.resolve("mounted"));
    alone("sh", "-euc", script, "sh", image, crashed, point);

    assertAllUsed(map(crashed), ContentState.NEEDS_REPLAY);
    assertThat(freeByDumps(crashed)).isEmpty();
  }

  @Test
  void a_balance_that_has_not_ended_makes_all_used() throws IOException {
    requireRoot();
    Path image = make("-m dup", 1024 * MIB, TestFiles.write(folder.resolve("files"), 5, 5000));
    String script =
        "mount -o loop \"$1\" \"$2\"; head -c 400000000 /dev/urandom >\"$2/large\"; sync -f \"$2\";"
            + " for i in $(seq 20); do btrfs balance start --full-balance \"$2\" & for j in $(seq 30);"
            + " do ! btrfs balance pause \"$2\" || break 2; done; wait; done; umount \"$2\"";
    alone("sh", "-euc", script, "sh", image, Files.createDirectory(folder.resolve("mounted")));

    assertAllUsed(map(image), ContentState.DIRTY);
  }

  @Test
  void the_check_finds_a_damaged_tree_block() throws IOException {
    Path image = make("-m single", 150 * MIB, TestFiles.write(folder.resolve("files"), 300, 2000));
    BtrfsBlocks blocks = BtrfsBlocks.of(image);
    blocks.flip(blocks.place(blocks.leaf("fs")) + 5000);

    Verdict verdict = check(image);

    assertThat(verdict.agrees()).isFalse();
    assertThat(verdict.findings()).contains("errors found in fs roots");
  }

  /** A tree block that the extent tree has forgotten, with all checksums and sums right. */
  @Test
  void the_check_finds_a_lie_that_the_reader_believes() throws IOException {
    Path image = make("-m single", 150 * MIB, TestFiles.write(folder.resolve("files"), 300, 2000));
    BtrfsBlocks blocks = BtrfsBlocks.of(image);
    long forgotten = blocks.leaf("fs");
    ExtentSet before = map(image).free();
    blocks.forget(forgotten);

    UsedMap map = map(image);

    assertThat(map.free().subtract(before).toList())
        .isEqualTo(List.of(new Extent(blocks.place(forgotten), 16384)));
    assertThat(map.check()).contains(FullCheck.BTRFS);
    assertThat(check(image).agrees()).isFalse();
  }

  @Test
  void the_check_writes_nothing() throws IOException {
    Path image = make("-m dup", 150 * MIB, TestFiles.write(folder.resolve("files"), 5, 5000));
    Path before = Files.copy(image, folder.resolve("before"));

    assertThat(check(image).agrees()).isTrue();

    assertThat(Files.mismatch(before, image)).isEqualTo(-1);
  }

  private static void requireRoot() {
    Requirement.that("root".equals(System.getProperty("user.name")), "root");
  }

  private Path blank(String name, long size) throws IOException {
    Path image = folder.resolve(name);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
    return image;
  }

  private Path make(String options, long size, TestFiles files) throws IOException {
    Path image = blank("image", size);
    List<String> argv = new ArrayList<>(List.of("mkfs.btrfs", "-q"));
    argv.addAll(List.of(options.split(" ")));
    argv.addAll(List.of("--rootdir", files.folder().toString(), image.toString()));
    Programs.run(argv).orFail();
    return image;
  }

  private static UsedMapReader reader() {
    return UsedMapReader.of(new BtrfsUsedMaps());
  }

  private static UsedMap map(Path image) throws IOException {
    return reader().read(image, new Extent(0, Files.size(image)));
  }

  private static Verdict check(Path image) {
    return new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()))
        .check(FullCheck.BTRFS, image, 0);
  }

  /** Another verdict than the engine's, with each checksum of data. */
  private static void assertSound(Path image) {
    String check = Programs.run("btrfs", "check", "--check-data-csum", image.toString()).orFail();
    assertThat(check).contains("no error found");
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.check()).isEmpty();
  }

  private static void overwrite(Path image, ExtentSet free) throws IOException {
    new TestDisk(image, new Extent(0, Files.size(image))).fillWithGarbage(free);
  }

  private static String files(Path image) {
    return alone("python3", program("btrfs-churn"), "files", image);
  }

  private static String alone(Object... argv) {
    List<String> all = new ArrayList<>(ALONE);
    Stream.of(argv).map(Object::toString).forEach(all::add);
    return Programs.run(all).orFail();
  }

  private static String program(String name) {
    return PROGRAMS.resolve(name).toString();
  }

  private static List<Extent> freeByDumps(Path image) {
    return ranges("btrfs-free", image);
  }

  private static List<Extent> ranges(String program, Path image, String... more) {
    List<String> argv = new ArrayList<>(List.of("python3", program(program), image.toString()));
    argv.addAll(List.of(more));
    long[][] pairs = new Gson().fromJson(Programs.run(argv).orFail(), long[][].class);
    return Stream.of(pairs).map(pair -> Extent.between(pair[0], pair[1])).toList();
  }

  /** Pages of 4 KiB that differ. */
  private static ExtentSet changed(Path before, Path after) throws IOException {
    ExtentSet.Builder changed = ExtentSet.builder();
    byte[] one = new byte[4096];
    byte[] other = new byte[4096];
    try (RandomAccessFile old = new RandomAccessFile(before.toFile(), "r");
        RandomAccessFile now = new RandomAccessFile(after.toFile(), "r")) {
      for (long at = 0; at < now.length(); at += one.length) {
        old.readFully(one);
        now.readFully(other);
        if (!Arrays.equals(one, other)) {
          changed.add(at, at + one.length);
        }
      }
    }
    return changed.build();
  }
}
