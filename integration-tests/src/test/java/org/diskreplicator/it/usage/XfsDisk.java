package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.ext.ExtUsedMaps;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.usage.UsedMapReaders;
import org.diskreplicator.engine.xfs.XfsUsedMaps;

/** A file that holds an xfs, and what xfsprogs and the kernel say of it. */
record XfsDisk(Path file) {
  static final CommandRunner RUNNER =
      new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken());
  private static final Content XFS = Content.of(Signature.ofType("xfs"));
  private static final String AGE = "src/test/python/age";
  private static final String MANIFEST = "src/test/python/manifest";

  /** A line of xfs_db's {@code freesp -d}: group, block and number of blocks. */
  private static final Pattern RUN = Pattern.compile("(?m)^ *(\\d+) +(\\d+) +(\\d+)$");

  private static final Pattern LISTED = Pattern.compile(" \\d+:(\\w+)");

  /** Makes one, also where mkfs.xfs thinks that nobody needs one so small. */
  static XfsDisk make(Path file, long mib, String options) {
    Programs.Result made = tryMake(file, mib, options);
    assertThat(made.exitCode()).as(options + "\n" + made.output()).isZero();
    return new XfsDisk(file);
  }

  /** The same, when options may be refused. */
  static Programs.Result tryMake(Path file, long mib, String options) {
    try (RandomAccessFile empty = new RandomAccessFile(file.toFile(), "rw")) {
      empty.setLength(0);
      empty.setLength(mib << 20);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    List<String> argv = new ArrayList<>(List.of("mkfs.xfs", "-q", "-f", "--unsupported"));
    if (!options.isEmpty()) {
      argv.addAll(List.of(options.split(" ", -1)));
    }
    argv.add(file.toString());
    return Programs.run(argv);
  }

  /** Does something while it is mounted. */
  <T> T mounted(String options, Mounted<T> action) {
    Path point = file.resolveSibling("mounted");
    try {
      Files.createDirectories(point);
      Programs.run("mount", "-t", "xfs", "-o", options, file.toString(), point.toString()).orFail();
      try {
        return action.on(point);
      } finally {
        Programs.run("umount", point.toString()).orFail();
        awaitEnd();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A name space that somebody makes meanwhile holds the mount, too, until that one ends. */
  private void awaitEnd() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> Programs.run("losetup", "-j", file.toString()).orFail().isEmpty());
  }

  /** What is done with a mounted file system. */
  @FunctionalInterface
  interface Mounted<T> {
    T on(Path root) throws IOException;
  }

  /** Changes files at random, but the same ones for the same seed. */
  static String age(Path root, int seed, int steps, int mib) {
    String[] numbers = {Integer.toString(seed), Integer.toString(steps), Integer.toString(mib)};
    return Programs.run(AGE, root.toString(), numbers[0], numbers[1], numbers[2]).orFail();
  }

  /** Fills what is free with a text of its own. */
  static String fill(Path root) {
    return Programs.run(AGE, root.toString(), "fill").orFail();
  }

  /** All that each file is, by the kernel's view. */
  String manifest() {
    return mounted(
        "loop,ro,norecovery,nouuid", root -> Programs.run(MANIFEST, root.toString()).orFail());
  }

  UsedMap map() {
    return map(new Extent(0, size()));
  }

  UsedMap map(Extent region) {
    return new UsedMapReaders(new ExtUsedMaps(), Map.of("xfs", new XfsUsedMaps()))
        .read(XFS, file, region);
  }

  long size() {
    return file.toFile().length();
  }

  /** What xfs_logprint says. */
  boolean isLogClean() {
    return Programs.run("xfs_logprint", "-t", file.toString()).output().contains("state: <CLEAN>");
  }

  /** Exit code and words of xfs_repair. */
  Programs.Result check() {
    return Programs.run("xfs_repair", "-n", "-f", file.toString());
  }

  String xfsDb(String... commands) {
    List<String> argv = new ArrayList<>(List.of("xfs_db", "-r"));
    for (String command : commands) {
      argv.addAll(List.of("-c", command));
    }
    argv.add(file.toString());
    return Programs.run(argv).orFail();
  }

  /** A number of the superblock. */
  long number(String field) {
    return numberIn(xfsDb("sb 0", "p " + field), field);
  }

  private static long numberIn(String said, String field) {
    Matcher value = Pattern.compile(field + " = (\\d+)").matcher(said);
    assertThat(value.find()).as(said).isTrue();
    return Long.parseLong(value.group(1));
  }

  /**
   * The free bytes by xfs_db: by the other tree, that by size, and without the blocks that are set
   * aside for trees, which it lists too.
   */
  ExtentSet freeByXfsDb() {
    long block = number("blocksize");
    long group = number("agblocks") * block;
    ExtentSet.Builder free = ExtentSet.builder();
    Matcher runs = RUN.matcher(xfsDb("freesp -c -d"));
    while (runs.find()) {
      long start = Long.parseLong(runs.group(1)) * group + Long.parseLong(runs.group(2)) * block;
      free.add(start, start + Long.parseLong(runs.group(3)) * block);
    }
    return free.build().subtract(setAside(block, group));
  }

  /** The blocks that are set aside for trees. */
  private ExtentSet setAside(long block, long groupBytes) {
    ExtentSet.Builder blocks = ExtentSet.builder();
    for (long group = 0; group < number("agcount"); group++) {
      String said = xfsDb("agf " + group, "p flfirst", "p flcount", "agfl " + group, "p bno");
      // The list is a ring, and what is no longer in it may still stand there.
      List<String> ring = LISTED.matcher(said).results().map(one -> one.group(1)).toList();
      int first = (int) numberIn(said, "flfirst");
      for (int i = 0; i < numberIn(said, "flcount"); i++) {
        String entry = ring.get((first + i) % ring.size());
        long start = group * groupBytes + Long.parseLong(entry) * block;
        blocks.add(start, start + block);
      }
    }
    return blocks.build();
  }

  /** A copy that holds what is not free, and nothing else. */
  XfsDisk copyWithout(ExtentSet free, Path copy) throws IOException {
    try (FileChannel from = FileChannel.open(file);
        FileChannel to =
            FileChannel.open(copy, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (Extent used : free.complement(size()).toList()) {
        to.position(used.offset());
        long done = 0;
        while (done < used.length()) {
          done += from.transferTo(used.offset() + done, used.length() - done, to);
        }
      }
    }
    Programs.run("truncate", "-s", Long.toString(size()), copy.toString()).orFail();
    return new XfsDisk(copy);
  }

  /** A copy of the file as it is at this moment, mounted or not. */
  XfsDisk copy(Path copy) {
    Programs.run("cp", "--sparse=always", file.toString(), copy.toString()).orFail();
    return new XfsDisk(copy);
  }

  /** Overwrites bytes. */
  void patch(long offset, int... values) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(offset);
      for (int value : values) {
        disk.write(value);
      }
    }
  }
}
