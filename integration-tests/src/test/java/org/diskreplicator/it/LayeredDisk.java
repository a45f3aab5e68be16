package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.FixturePartition;

/**
 * A bare ext4 whose free space is full of noise, and layers above it that a random guest wrote:
 * data, zeros and discards within a large file and in free space.
 *
 * <p>The file system stays as it is, because no other block of it changes.
 */
final class LayeredDisk {
  private static final long MIB = 1 << 20;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Path folder;
  private final Random random;
  private final Path base;
  private final List<Range> file;
  private final List<Range> free;

  /** Makes the base, a raw file in {@code folder}. */
  LayeredDisk(Path folder, Random random) {
    this.folder = folder;
    this.random = random;
    this.base = folder.resolve("base.raw");
    int block = random.nextBoolean() ? 1024 : 4096;
    long size = (6 + random.nextInt(4)) * MIB;
    make(block, size);
    this.free = FreeRanges.of(base, partition(size));
    this.file = blocksOfFile(block);
    fill(free);
  }

  private static FixturePartition partition(long size) {
    return new FixturePartition(0, 0, size, "ext4", "", "", List.of(), false);
  }

  private void make(int block, long size) {
    try {
      Path files = Files.createDirectories(folder.resolve("files"));
      byte[] noise = new byte[(int) (MIB + random.nextInt(1 << 20))];
      random.nextBytes(noise);
      Files.write(files.resolve("large"), noise);
      Files.writeString(files.resolve("small"), "small", UTF_8);
      Tools.output("truncate", "-s", size, base);
      Tools.output("mke2fs", "-q", "-F", "-t", "ext4", "-b", block, "-d", files, base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Range> blocksOfFile(int block) {
    String text = Tools.output("debugfs", "-R", "blocks /large", base);
    return NUMBER
        .matcher(text.substring(text.indexOf('\n') + 1))
        .results()
        .map(number -> Long.parseLong(number.group()))
        .map(number -> new Range(number * block, (number + 1) * block))
        .toList();
  }

  private void fill(List<Range> ranges) {
    try (RandomAccessFile disk = new RandomAccessFile(base.toFile(), "rw")) {
      for (Range range : ranges) {
        byte[] noise = new byte[(int) (range.end() - range.start())];
        random.nextBytes(noise);
        disk.seek(range.start());
        disk.write(noise);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The base as it lies there. */
  Path base() {
    return base;
  }

  /** What the file system does not use. */
  List<Range> free() {
    return free;
  }

  /** The large file, block by block. */
  List<Range> file() {
    return file;
  }

  /**
   * Makes a layer with a random life; another one where QEMU 7.2 spoils an image by what it is
   * asked for, which happens once in a hundred times where compressed clusters are discarded.
   */
  void layer(Path image, Path below, String belowFormat, String options, long size) {
    do {
      create(image, below, belowFormat, options, size);
      write(image, life());
    } while (Tools.run("qemu-img", "check", "-f", "qcow2", image).exitCode() != 0);
  }

  private static void create(
      Path image, Path below, String belowFormat, String options, long size) {
    Tools.output(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-o",
        options,
        "-b",
        below.getFileName(),
        "-F",
        belowFormat,
        image,
        size);
  }

  /**
   * Lets qemu-io do this to an image; what it cannot do, such as compress half a cluster, stays.
   */
  static void write(Path image, List<String> commands) {
    List<Object> arguments = new ArrayList<>(List.of("-d", "unmap", "-f", "qcow2"));
    commands.forEach(command -> arguments.addAll(List.of("-c", command)));
    arguments.add(image);
    Tools.run("qemu-io", arguments.toArray());
  }

  private List<String> life() {
    List<String> commands = new ArrayList<>();
    for (int i = 10 + random.nextInt(30); i > 0; i--) {
      List<Range> where = random.nextBoolean() ? file : free;
      commands.add(command(span(where)));
    }
    return commands;
  }

  /** From somewhere in a range to its end or less far; a file's blocks follow each other. */
  private Range span(List<Range> ranges) {
    int first = random.nextInt(ranges.size());
    int last = first;
    while (last + 1 < ranges.size()
        && ranges.get(last + 1).start() == ranges.get(last).end()
        && random.nextInt(20) > 0) {
      last++;
    }
    long sectors = (ranges.get(last).end() - ranges.get(first).start()) / 512;
    long begin = random.nextLong(sectors);
    long length = 1 + random.nextLong(Math.min(sectors - begin, random.nextBoolean() ? 16 : 2048));
    long start = ranges.get(first).start() + begin * 512;
    return new Range(start, start + length * 512);
  }

  private String command(Range range) {
    String place = " " + range.start() + " " + (range.end() - range.start());
    return switch (random.nextInt(6)) {
      case 0 -> "write -z" + place;
      case 1 -> "write -z -u" + place;
      case 2 -> "discard" + place;
      case 3 -> "write -c -P " + (1 + random.nextInt(255)) + cluster(range);
      default -> "write -P " + (1 + random.nextInt(255)) + place;
    };
  }

  /** A cluster of 4 KiB within the range, where there is one. */
  private static String cluster(Range range) {
    long start = (range.start() + 4095) / 4096 * 4096;
    return start + 4096 <= range.end() ? " " + start + " 4096" : " 0 0";
  }
}
