package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A disk with one partition, whose file system was stopped in the middle of its work: files are in
 * its journal or log that are not yet in their places. Takes root.
 */
record StoppedDisk(String type) {
  private static final long START = 1 << 20;
  private static final long SIZE = 320L << 20;

  /** Makes the disk as {@code file}. */
  static StoppedDisk make(Path file, String type, Path work) throws IOException {
    Path alone = work.resolve("stopped.raw");
    Tools.output("truncate", "-s", SIZE, alone);
    format(type, alone);
    Path point = Files.createDirectory(work.resolve("stopping"));
    Tools.output("mount", "-t", type, "-o", "loop", alone, point);
    Path live = alone;
    try {
      fill(point);
      live = stop(type, alone, point, work);
    } finally {
      Tools.output("umount", point);
    }
    Tools.output("truncate", "-s", START + SIZE + START, file);
    Tools.output(
        "sh",
        "-c",
        "echo 'start=2048, size=" + SIZE / 512 + ", type=83' | sfdisk -q '" + file + "'");
    copy(live, file);
    return new StoppedDisk(type);
  }

  private static void format(String type, Path file) {
    if (type.equals("ext4")) {
      Tools.output("mkfs.ext4", "-q", "-F", file);
    } else {
      Tools.output("mkfs." + type, "-q", file);
    }
  }

  private static void fill(Path point) throws IOException {
    Path early = Files.createDirectory(point.resolve("early"));
    byte[] noise = new byte[100_000];
    new java.util.Random(5).nextBytes(noise);
    for (int i = 0; i < 100; i++) {
      Files.write(early.resolve("file " + i), noise);
    }
    Tools.output("sync", "-f", point);
    for (int i = 0; i < 50; i++) {
      Files.delete(early.resolve("file " + i));
    }
    Path late = Files.createDirectory(point.resolve("late"));
    for (int i = 0; i < 50; i++) {
      Path file = Files.write(late.resolve("file " + i), noise);
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
  }

  /** What the disk holds at this moment. */
  private static Path stop(String type, Path alone, Path point, Path work) {
    if (type.equals("btrfs")) {
      // Has no such call; what is synchronized is in its log tree.
      Path live = work.resolve("live.raw");
      Tools.output("cp", "--sparse=always", alone, live);
      return live;
    }
    Tools.output("xfs_io", "-x", "-c", "shutdown -f", point);
    return alone;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (FileChannel in = FileChannel.open(from);
        FileChannel out = FileChannel.open(to, StandardOpenOption.WRITE)) {
      out.position(START);
      in.transferTo(0, SIZE, out);
    }
  }

  long partitionBytes() {
    return SIZE;
  }

  private static Path cut(Path disk, Path work) throws IOException {
    Path part = Files.createTempFile(work, "part", ".raw");
    try (FileChannel in = FileChannel.open(disk);
        FileChannel out = FileChannel.open(part, StandardOpenOption.WRITE)) {
      in.transferTo(START, SIZE, out);
    }
    return part;
  }

  /** The file system's own full check finds nothing, not even a log to replay. */
  void assertCheckedClean(Path disk, Path work) throws IOException {
    List<String> check =
        switch (type) {
          case "xfs" -> List.of("xfs_repair", "-n", "-f");
          case "btrfs" -> List.of("btrfs", "check", "--readonly");
          default -> List.of("e2fsck", "-fn");
        };
    Object[] arguments =
        java.util.stream.Stream.concat(
                check.stream().skip(1), java.util.stream.Stream.of(cut(disk, work)))
            .toArray();
    Tools.Result result = Tools.run(check.get(0), arguments);
    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.text()).doesNotContain("needs_recovery").doesNotContain("dirty log");
  }

  /** All that its files are, once the kernel has replayed what waits, in a copy. */
  String manifest(Path disk, Path work) throws IOException {
    Path part = cut(disk, work);
    Path point = Files.createTempDirectory(work, "mounted");
    // The source's own may still be mounted in a name space that another program made.
    String options = type.equals("xfs") ? "loop,nouuid" : "loop";
    Tools.output("mount", "-t", type, "-o", options, part, point);
    try {
      return Tools.output("python3", "src/test/python/manifest", point);
    } finally {
      Tools.output("umount", point);
      Files.delete(part);
    }
  }
}
