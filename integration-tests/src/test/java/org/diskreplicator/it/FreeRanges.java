package org.diskreplicator.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.FixturePartition;

/** What of a raw disk is free, found without the engine. */
final class FreeRanges {
  private static final Pattern BLOCK_SIZE = Pattern.compile("(?m)^Block size:\\s+(\\d+)");
  private static final Pattern CLUSTER_SIZE = Pattern.compile("(?m)^Cluster size:\\s+(\\d+)");
  private static final Pattern GROUP_LINE = Pattern.compile("(?m)^  Free blocks: (.*)$");
  private static final int SWAP_HEADER = 4096;

  private FreeRanges() {}

  /** Offsets on the disk; for FAT the whole data area, which other proofs look at by files. */
  static List<Range> of(Path disk, FixturePartition partition) {
    return switch (partition.content()) {
      case "ext2", "ext3", "ext4" -> ext(disk, partition.offset());
      case "vfat" -> List.of(new Range(fatData(disk, partition), partition.end()));
      case "swap" -> List.of(new Range(partition.offset() + SWAP_HEADER, partition.end()));
      case "ntfs", "exfat", "f2fs", "minix", "hfsplus", "apfs" -> examined(disk, partition);
      default -> List.of();
    };
  }

  /** As the program tells that judges copies in the container. */
  private static List<Range> examined(Path disk, FixturePartition partition) {
    Path part = partOf(disk, partition);
    try {
      String said =
          Tools.output("python3", "src/test/python/examine", partition.content(), part, "free");
      List<Range> free = new ArrayList<>();
      for (JsonElement range : JsonParser.parseString(said).getAsJsonArray()) {
        long begin = range.getAsJsonArray().get(0).getAsLong();
        long end = range.getAsJsonArray().get(1).getAsLong();
        free.add(new Range(partition.offset() + begin, partition.offset() + end));
      }
      return free;
    } finally {
      Tools.output("rm", part);
    }
  }

  private static Path partOf(Path disk, FixturePartition partition) {
    try {
      Path part = Files.createTempFile("partition", ".raw");
      Tools.output(
          "dd",
          "if=" + disk,
          "of=" + part,
          "bs=64K",
          "skip=" + partition.offset(),
          "count=" + partition.size(),
          "iflag=skip_bytes,count_bytes",
          "conv=sparse",
          "status=none");
      Tools.output("truncate", "-s", partition.size(), part);
      return part;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of the file system that starts at a byte of a disk; offsets on the disk. */
  static List<Range> ext(Path disk, long offset) {
    String text = Tools.output("dumpe2fs", disk + "?offset=" + offset);
    long blockSize = number(BLOCK_SIZE, text).orElseThrow();
    // With bigalloc a range ends with the first block of its last cluster.
    long lastUnit = number(CLUSTER_SIZE, text).orElse(blockSize);
    List<Range> free = new ArrayList<>();
    GROUP_LINE
        .matcher(text)
        .results()
        .flatMap(line -> Pattern.compile(", ").splitAsStream(line.group(1)))
        .filter(range -> !range.isBlank())
        .forEach(range -> free.add(blocks(range.strip(), blockSize, lastUnit, offset)));
    return free;
  }

  private static Optional<Long> number(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(Long.parseLong(matcher.group(1))) : Optional.empty();
  }

  private static Range blocks(String range, long blockSize, long lastUnit, long offset) {
    int dash = range.indexOf('-');
    long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
    long last = Long.parseLong(range.substring(dash + 1));
    return new Range(offset + first * blockSize, offset + last * blockSize + lastUnit);
  }

  /** Where clusters begin, from the BIOS parameter block. */
  private static long fatData(Path disk, FixturePartition partition) {
    byte[] sector = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      file.seek(partition.offset());
      file.readFully(sector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    ByteBuffer boot = ByteBuffer.wrap(sector).order(ByteOrder.LITTLE_ENDIAN);
    int sectorSize = boot.getShort(11);
    long fatSectors = boot.getShort(22) == 0 ? boot.getInt(36) : boot.getShort(22);
    long sectors = boot.getShort(14) + boot.get(16) * fatSectors;
    return partition.offset() + sectors * sectorSize + boot.getShort(17) * 32L;
  }
}
