package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An image goes back to a drive that is full of old bytes, as root; sizes by {@code -Drestore.gib}
 * and {@code -Drestore.mib} of files.
 */
@ExtendWith(Lab.class)
class RestoreIT {
  private static final long MIB = 1 << 20;
  private static final long SIZE = Long.getLong("restore.gib", 4) << 30;
  private static final long USED = Long.getLong("restore.mib", 96) * MIB;
  private static final int BLOCK = 4096;

  /** Both ends of the drive and of each partition, and the tables of the ESP. */
  private static final long ROUNDING = 16 * MIB;

  private static final long ESP = MIB;
  private static final long SWAP = 257 * MIB;
  private static final long XFS = 513 * MIB;
  private static final long EXT = (SIZE / 2) / MIB * MIB;
  private static final long EXT_SIZE = SIZE - EXT - MIB;

  @Test
  void onlyWhatIsUsedIsWrittenAndOldBytesStayInFreeSpace(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    scene.as(Caller.ROOT);
    Path work = scene.work();
    try (OldDrive drive = OldDrive.of(work, SIZE, 2 * USED)) {
      Path disk = disk(work);
      Path image = work.resolve("disk.qcow2");
      Tools.output("qemu-img", "convert", "-W", "-O", "qcow2", disk, image);
      long before = drive.bytesWritten();
      scene.run("clone", image, drive.device(), "--overwrite").exits(0).tells("verified");

      long written = drive.bytesWritten() - before;
      long used = used(disk, work);
      System.out.printf(
          "bytes of files %d, bytes in use %d, bytes written %d%n", USED, used, written);
      assertThat(written).isBetween(USED, used + ROUNDING);
      assertOnlyFreeSpaceIsOld(disk, drive.file(), work);
      assertSound(drive.file(), work);
    }
  }

  /** GPT with an ESP, swap, xfs and ext4; in the ext4 half as much again was deleted. */
  private static Path disk(Path work) throws IOException {
    Path disk = work.resolve("disk.raw");
    Path xfs = work.resolve("xfs.raw");
    Path esp = work.resolve("esp.raw");
    Path swap = work.resolve("swap.raw");
    Tools.output("truncate", "-s", SIZE, disk);
    Path script = Files.writeString(work.resolve("table"), table());
    Tools.output("sh", "-c", "sfdisk --quiet '" + disk + "' <'" + script + "'");
    Path tree = Files.createDirectory(work.resolve("tree"));
    fill(tree, "kept", USED / 2);
    blank(esp, SWAP - ESP);
    Tools.output("mkfs.fat", "-F", "32", esp);
    Tools.output("mcopy", "-i", esp, tree.resolve("kept0"), "::/KEPT0");
    blank(swap, XFS - SWAP);
    Tools.output("mkswap", swap);
    blank(xfs, EXT - XFS);
    Path proto = Files.writeString(work.resolve("proto"), proto(tree));
    Tools.output("mkfs.xfs", "-q", "-p", proto, xfs);
    fill(tree, "gone", USED / 4);
    String place = "offset=" + EXT;
    Tools.output(
        "mke2fs", "-q", "-F", "-t", "ext4", "-E", place, "-d", tree, disk, EXT_SIZE / 1024 + "k");
    for (Path file : files(tree, "gone")) {
      Tools.output("debugfs", "-w", "-R", "rm /" + file.getFileName(), disk + "?" + place);
      Files.delete(file);
    }
    place(esp, disk, ESP);
    place(swap, disk, SWAP);
    place(xfs, disk, XFS);
    return disk;
  }

  private static String table() {
    return "label: gpt\n"
        + line(ESP, SWAP - ESP, "uefi")
        + line(SWAP, XFS - SWAP, "swap")
        + line(XFS, EXT - XFS, "linux")
        + line(EXT, EXT_SIZE, "linux");
  }

  private static String line(long start, long size, String type) {
    return "start=" + start / 512 + ", size=" + size / 512 + ", type=" + type + "\n";
  }

  private static void blank(Path file, long size) {
    Tools.output("truncate", "-s", size, file);
  }

  private static void fill(Path folder, String name, long bytes) throws IOException {
    byte[] chunk = new byte[(int) MIB];
    Random random = new Random(name.hashCode());
    int count = 8;
    for (int i = 0; i < count; i++) {
      try (var out = Files.newOutputStream(folder.resolve(name + i))) {
        for (long left = bytes / count; left > 0; left -= chunk.length) {
          random.nextBytes(chunk);
          out.write(chunk, 0, (int) Math.min(left, chunk.length));
        }
      }
    }
  }

  private static List<Path> files(Path folder, String name) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(file -> file.getFileName().toString().startsWith(name)).toList();
    }
  }

  private static String proto(Path tree) throws IOException {
    StringBuilder text = new StringBuilder("x\n0 0\nd--755 0 0\n");
    for (Path file : files(tree, "kept")) {
      text.append(file.getFileName()).append(" ---644 0 0 ").append(file).append('\n');
    }
    return text + "$\n";
  }

  private static void place(Path part, Path disk, long offset) {
    Tools.output(
        "dd",
        "if=" + part,
        "of=" + disk,
        "bs=1M",
        "seek=" + offset / MIB,
        "conv=notrunc,sparse",
        "status=none");
  }

  /** Each block is the source's, or old in a place that the file systems call free. */
  private static void assertOnlyFreeSpaceIsOld(Path disk, Path drive, Path work)
      throws IOException {
    List<Range> free = free(disk, work);
    byte[] old = new byte[BLOCK];
    Arrays.fill(old, LoopDisk.OLD);
    List<Range> differing = new ArrayList<>();
    try (RandomAccessFile source = new RandomAccessFile(disk.toFile(), "r");
        RandomAccessFile copy = new RandomAccessFile(drive.toFile(), "r")) {
      byte[] wanted = new byte[(int) MIB];
      byte[] found = new byte[(int) MIB];
      for (long at = 0; at < SIZE; at += MIB) {
        source.readFully(wanted);
        copy.readFully(found);
        for (int i = 0; i < MIB; i += BLOCK) {
          if (!Arrays.equals(wanted, i, i + BLOCK, found, i, i + BLOCK)) {
            assertThat(Arrays.copyOfRange(found, i, i + BLOCK)).as("at " + (at + i)).isEqualTo(old);
            differing.add(new Range(at + i, at + i + BLOCK));
          }
        }
      }
    }
    long bytes = differing.stream().mapToLong(range -> range.end() - range.start()).sum();
    assertThat(bytes).as("old bytes that are left").isGreaterThan(SIZE - 2 * USED - 600 * MIB);
    assertThat(differing).allMatch(range -> isIn(free, range));
  }

  private static boolean isIn(List<Range> sorted, Range range) {
    int low = 0;
    int high = sorted.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) / 2;
      if (sorted.get(middle).start() <= range.start()) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return sorted.get(low).start() <= range.start() && sorted.get(low).end() >= range.end();
  }

  /** By dumpe2fs, xfs_db, the header of the swap, and mtools, in ascending order. */
  private static List<Range> free(Path disk, Path work) throws IOException {
    List<Range> free = new ArrayList<>();
    // The files of the ESP are compared; what else its data area has is free.
    free.add(new Range(ESP, SWAP));
    free.add(new Range(SWAP + BLOCK, XFS));
    Path xfs = work.resolve("xfs.raw");
    long blocks = Long.parseLong(xfsDb(xfs, "sb 0", "p agblocks").replaceAll("\\D", ""));
    xfsDb(xfs, "freesp -d")
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("\\d+ +\\d+ +\\d+"))
        .map(line -> Arrays.stream(line.split(" +")).mapToLong(Long::parseLong).toArray())
        .map(run -> new long[] {XFS + (run[0] * blocks + run[1]) * BLOCK, run[2] * BLOCK})
        .forEach(run -> free.add(new Range(run[0], run[0] + run[1])));
    free.addAll(FreeRanges.ext(disk, EXT));
    free.sort(Comparator.comparingLong(Range::start));
    return free;
  }

  /** What the file systems' own tools do not call free; of the ESP, its one file. */
  private static long used(Path disk, Path work) throws IOException {
    long free = free(disk, work).stream().mapToLong(range -> range.end() - range.start()).sum();
    return SIZE - free + USED / 16;
  }

  private static String xfsDb(Path xfs, String... commands) {
    List<Object> arguments = new ArrayList<>(List.of("-r"));
    for (String command : commands) {
      arguments.addAll(List.of("-c", command));
    }
    arguments.add(xfs);
    return Tools.output("xfs_db", arguments.toArray());
  }

  private static void assertSound(Path drive, Path work) throws IOException {
    Tools.output("sfdisk", "--verify", drive);
    Tools.output("e2fsck", "-fn", drive + "?offset=" + EXT);
    try (LoopDisk xfs =
            LoopDisk.over(drive, "--read-only", "--offset", XFS, "--sizelimit", EXT - XFS);
        LoopDisk ext =
            LoopDisk.over(drive, "--read-only", "--offset", EXT, "--sizelimit", EXT_SIZE);
        LoopDisk esp =
            LoopDisk.over(drive, "--read-only", "--offset", ESP, "--sizelimit", SWAP - ESP)) {
      Tools.output("xfs_repair", "-n", xfs.device());
      Tools.output("fsck.fat", "-n", esp.device());
      Path kept = work.resolve("tree/kept0");
      Path found = work.resolve("found");
      Tools.output("mcopy", "-i", esp.device(), "::/KEPT0", found);
      assertThat(found).hasSameBinaryContentAs(kept);
      assertSameFiles(xfs, "ro,norecovery", work);
      assertSameFiles(ext, "ro,noload", work);
    }
  }

  private static void assertSameFiles(LoopDisk part, String options, Path work) throws IOException {
    Path point = Files.createTempDirectory(work, "mount");
    Tools.output("mount", "-o", options, part.device(), point);
    try {
      Tools.output("diff", "-r", "-x", "lost+found", work.resolve("tree"), point);
    } finally {
      Tools.output("umount", point);
    }
  }
}
