package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.it.Requirement;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proof that no used block of an xfs is in the free set, and no free one is missing: the set is
 * that of xfs_db, which reads it from another tree; a copy without those bytes has no fault and all
 * files; and a kernel that fills what is free writes nowhere else.
 *
 * <p>By default a few file systems and logs are looked at; {@code -Dxfs.seeds=60} takes more.
 */
class XfsUsedMapsIT {
  private static final int SEEDS = Integer.getInteger("xfs.seeds", 3);
  private static final int SECTOR = 512;

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.xfs", "xfs_db", "xfs_repair", "xfs_logprint", "xfs_io", "python3");
  }

  private static void requireRoot() {
    Requirement.that("root".equals(System.getProperty("user.name")), "root, who may mount,");
  }

  static IntStream seeds() {
    return IntStream.range(0, SEEDS);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void any_file_system_that_grew_old_is_mapped_exactly(int seed) throws IOException {
    requireRoot();
    SplittableRandom random = new SplittableRandom(seed);
    int mib = 96 + random.nextInt(416);
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), mib, anyOptions(random, mib));
    int full = mib * (20 + random.nextInt(75)) / 100;
    int steps = 300 + random.nextInt(1200);
    disk.mounted("loop", root -> XfsDisk.age(root, seed, steps, full));

    ExtentSet free = requireMapped(disk);

    assertThat(check(disk)).extracting(Verdict::agrees).isEqualTo(true);
    XfsDisk copy = disk.copyWithout(free, folder.resolve("copy"));
    Programs.Result checked = copy.check();
    assertThat(checked.exitCode()).as(checked.output()).isZero();
    assertThat(copy.manifest()).isEqualTo(disk.manifest());
    if (seed % 3 == 0) {
      assertThatTheKernelFillsOnly(free, disk);
    }
  }

  /** Options of mkfs.xfs, of which any may come with any other. */
  private static String anyOptions(SplittableRandom random, int mib) {
    int block = new int[] {1024, 2048, 4096, 4096}[random.nextInt(4)];
    boolean free = random.nextInt(4) > 0;
    List<String> options = new ArrayList<>();
    options.add("-b size=" + block);
    options.add(block == 4096 && random.nextInt(3) == 0 ? "-s size=4096" : "-s size=512");
    options.add("-d agcount=" + Math.min(2 + random.nextInt(6), mib / 40));
    options.add(
        "-m rmapbt=%d,reflink=%d,finobt=%d,inobtcount=%d,bigtime=%d"
            .formatted(
                random.nextInt(2),
                random.nextInt(2),
                free ? 1 : 0,
                free ? random.nextInt(2) : 0,
                random.nextInt(2)));
    options.add("-i sparse=%d,nrext64=%d".formatted(random.nextInt(2), random.nextInt(2)));
    options.add("-l size=28m" + List.of("", ",su=32k", ",su=256k").get(random.nextInt(3)));
    return String.join(" ", options);
  }

  private static ExtentSet requireMapped(XfsDisk disk) {
    UsedMap map = disk.map();
    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).contains(FullCheck.XFS);
    assertThat(map.free().isEmpty()).isFalse();
    assertThat(map.free()).isEqualTo(disk.freeByXfsDb());
    return map.free();
  }

  private static Verdict check(XfsDisk disk) {
    return new FullChecks(XfsDisk.RUNNER).check(FullCheck.XFS, disk.file(), 0);
  }

  /**
   * Sectors that hold the text of the filling, on a copy that is filled, lie in what was free; but
   * for blocks of the trees and those set aside for them, which a kernel may give away.
   */
  private void assertThatTheKernelFillsOnly(ExtentSet free, XfsDisk disk) throws IOException {
    XfsDisk filled = disk.copy(folder.resolve("filled"));
    long spare = disk.number("fdblocks") * disk.number("blocksize") - free.totalBytes();
    String before = disk.manifest();
    filled.mounted("loop,nouuid", XfsDisk::fill);

    ExtentSet text = sectorsWithText(filled);

    assertThat(text.totalBytes()).as("it was filled").isGreaterThan(free.totalBytes() / 2);
    assertThat(text.subtract(free).totalBytes()).isLessThanOrEqualTo(spare);
    String after = filled.manifest();
    assertThat(after.lines().filter(line -> !line.contains("\"fill-") && !line.contains("\".\"")))
        .containsExactlyElementsOf(before.lines().filter(line -> !line.contains("\".\"")).toList());
  }

  private static ExtentSet sectorsWithText(XfsDisk disk) throws IOException {
    byte[] text = "filled what was free\n".getBytes(StandardCharsets.US_ASCII);
    ExtentSet.Builder found = ExtentSet.builder();
    try (FileChannel channel = FileChannel.open(disk.file())) {
      ByteBuffer piece = ByteBuffer.allocate(1 << 20);
      for (long at = 0; channel.read(piece.clear(), at) > 0; at += piece.limit()) {
        piece.flip();
        for (int i = 0; i + SECTOR <= piece.limit(); i += SECTOR) {
          if (Arrays.equals(piece.array(), i, i + text.length, text, 0, text.length)) {
            found.add(at + i, at + i + SECTOR);
          }
        }
      }
    }
    return found.build();
  }

  /** Whatever state a log is in, it counts as clean just when xfs_logprint says so. */
  @ParameterizedTest
  @MethodSource("seeds")
  void any_log_is_judged_as_xfs_logprint_does(int seed) throws IOException {
    requireRoot();
    SplittableRandom random = new SplittableRandom(seed);
    XfsDisk disk = withSmallLog(random);
    requireSame(disk, "new", true);
    String options = random.nextInt(3) > 0 ? "loop,wsync" : "loop";
    for (int round = 0; round < 3; round++) {
      int number = 10 * seed + round;
      disk.mounted(
          options,
          root -> {
            XfsDisk.age(root, number, 60 + random.nextInt(200), 20);
            requireSame(copy(disk), "while it changes", false);
            Programs.run("sync", "-f", root.toString()).orFail();
            requireSame(copy(disk), "after a sync", false);
            return "";
          });
      requireSame(disk, "unmounted", true);
    }
    disk.mounted(
        options,
        root -> {
          XfsDisk.age(root, 10 * seed + 9, 50 + random.nextInt(200), 20);
          String how = random.nextInt(2) == 0 ? "shutdown" : "shutdown -f";
          return Programs.run("xfs_io", "-x", "-c", how, root.toString()).orFail();
        });
    requireSame(disk, "stopped", false);
    disk.mounted("loop", root -> "");
    requireSame(disk, "replayed", true);
    Programs.run("xfs_repair", "-L", "-f", disk.file().toString()).orFail();
    requireSame(disk, "made anew", true);
    Programs.run("xfs_admin", "-U", "generate", disk.file().toString()).orFail();
    requireSame(disk, "with another identifier", true);
  }

  /**
   * As small as mkfs.xfs makes it with these options. With stripes each synchronous change takes a
   * whole one, so that the log is wrapped several times.
   */
  private XfsDisk withSmallLog(SplittableRandom random) {
    String options =
        "-b size=%d -m rmapbt=%d,reflink=%d -s size=%d"
            .formatted(4096, random.nextInt(2), random.nextInt(2), 512 << (3 * random.nextInt(2)));
    String stripe = List.of("", ",su=32k", ",su=256k").get(random.nextInt(3));
    Programs.Result made = new Programs.Result(1, "");
    Path file = folder.resolve("disk");
    // Kernels ask for more than mkfs.xfs where stripes are large.
    int least = stripe.endsWith("256k") ? 11 : 3;
    for (int mib = least; mib < 30 && made.exitCode() != 0; mib++) {
      made = XfsDisk.tryMake(file, 160, options + " -l size=" + mib + "m" + stripe);
    }
    made.orFail();
    return new XfsDisk(file);
  }

  private XfsDisk copy(XfsDisk disk) throws IOException {
    Files.deleteIfExists(folder.resolve("copy"));
    return disk.copy(folder.resolve("copy"));
  }

  private static void requireSame(XfsDisk disk, String when, boolean clean) {
    UsedMap map = disk.map();
    assertThat(disk.isLogClean()).as(when).isEqualTo(clean);
    assertThat(map.state())
        .as(when + ": " + map.reason())
        .isEqualTo(clean ? ContentState.CLEAN : ContentState.NEEDS_REPLAY);
  }

  /** Kernels no longer mount version 4 everywhere, so mkfs.xfs puts the files there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-m crc=0",
        "-m crc=0 -b size=512",
        "-m crc=0 -b size=1024 -d agcount=7 -l version=1",
        "-m crc=0 -l lazy-count=0 -b size=2048",
        "-m crc=0 -l su=256k -s size=4096",
        "-m crc=0 -i attr=1 -n version=ci"
      })
  void version_4_is_mapped_too(String options) throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), 80, 200_000);
    StringBuilder plan = new StringBuilder("/stand/diag\n0 0\nd--755 0 0\n");
    for (int i = 0; i < files.names().size(); i++) {
      Path plain = folder.resolve("plain-" + i);
      Files.copy(files.folder().resolve(files.names().get(i)), plain);
      plan.append("f").append(i).append(" ---644 0 0 ").append(plain).append('\n');
    }
    Path proto = Files.writeString(folder.resolve("proto"), plan.append("$\n").toString());
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), 128, options + " -l size=16m -p " + proto);

    ExtentSet free = requireMapped(disk);

    XfsDisk copy = disk.copyWithout(free, folder.resolve("copy"));
    assertThat(copy.check().exitCode()).isZero();
    assertThat(check(disk)).extracting(Verdict::agrees).isEqualTo(true);
  }

  @Test
  void what_lies_behind_the_file_system_is_used() throws IOException {
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), 320, "-d size=300m");

    ExtentSet free = requireMapped(disk);

    assertThat(free.end(free.count() - 1)).isLessThanOrEqualTo(300L << 20);
    UsedMap shorter = disk.map(new Extent(0, (300 << 20) - 4096));
    assertThat(shorter.state()).isEqualTo(ContentState.DAMAGED);
  }

  /** A file system that stopped: its files are in the log alone, and its trees call them free. */
  @Test
  void the_trees_of_a_dirty_file_system_lie_and_are_not_believed() {
    requireRoot();
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), 96, "-l size=16m");
    disk.mounted("loop", root -> XfsDisk.age(root, 1, 100, 20));
    disk.mounted(
        "loop",
        root -> {
          XfsDisk.age(root, 2, 300, 40);
          Programs.run("sync", "-f", root.toString()).orFail();
          return disk.copy(folder.resolve("stopped"));
        });
    XfsDisk stopped = new XfsDisk(folder.resolve("stopped"));
    ExtentSet calledFree = stopped.freeByXfsDb();

    UsedMap map = stopped.map();

    assertThat(map.state()).isEqualTo(ContentState.NEEDS_REPLAY);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(check(stopped).agrees()).isFalse();
    stopped.mounted("loop,nouuid", root -> "");
    ExtentSet usedThen = requireMapped(stopped).complement(stopped.size());
    assertThat(calledFree.intersect(usedThen).totalBytes()).as("the lie").isGreaterThan(1 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "free count of a group, agf 1, freeblks 77",
    "longest run of a group, agf 0, longest 3",
    "block that is set aside, agfl 0, bno[1] 9000",
    "free run that is too long, fsblock 1, recs[1].blockcount 19999",
    "free run that begins too early, fsblock 1, recs[1].startblock 8",
    "count of all free blocks, sb 0, fdblocks 3"
  })
  void trees_and_counts_that_contradict_each_other_are_not_believed(
      String name, String place, String change) {
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), 320, "");
    write(disk, place.startsWith("fsblock") ? place + "; type bnobt" : place, change);

    assertThat(disk.map().state()).as(disk.map().reason()).isEqualTo(ContentState.DAMAGED);
    assertThat(check(disk).agrees()).isFalse();
  }

  /** What the trees cannot tell, the full check finds. */
  @Test
  void the_check_disagrees_when_a_file_uses_what_is_free() throws IOException {
    requireRoot();
    XfsDisk disk = XfsDisk.make(folder.resolve("disk"), 96, "-l size=16m");
    disk.mounted("loop", root -> XfsDisk.age(root, 3, 200, 30));
    long inode = disk.mounted("loop,ro", XfsUsedMapsIT::someFile);
    ExtentSet free = disk.map().free();
    long block = free.start(free.count() - 1) / disk.number("blocksize");
    long group = disk.number("agblocks");
    long number = ((block / group) << disk.number("agblklog")) + (block % group);
    write(disk, "inode " + inode, "u3.bmx[0].startblock " + number);

    assertThat(disk.map().free()).isEqualTo(free);
    assertThat(check(disk).agrees()).isFalse();
  }

  private static long someFile(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      Path found =
          files
              .filter(Files::isRegularFile)
              .filter(file -> file.toFile().length() > 100_000)
              .findFirst()
              .orElseThrow();
      return (Long) Files.getAttribute(found, "unix:ino");
    }
  }

  private static void write(XfsDisk disk, String place, String change) {
    List<String> argv = new ArrayList<>(List.of("xfs_db", "-x"));
    for (String command : place.split("; ", -1)) {
      argv.addAll(List.of("-c", command));
    }
    argv.addAll(List.of("-c", "write -d " + change, disk.file().toString()));
    Programs.run(argv).orFail();
  }
}
