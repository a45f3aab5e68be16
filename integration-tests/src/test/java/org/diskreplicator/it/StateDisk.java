package org.diskreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.diskreplicator.it.StateCell.Table;

/**
 * A raw disk that holds one content, 1 MiB from both ends where there is a table, with something in
 * its gaps. What FAT, NTFS and exFAT tell of sectors before them is what mkfs wrote into a file:
 * nothing here minds.
 *
 * @param offset where the content begins, in bytes
 * @param size of the content, in bytes
 */
record StateDisk(Path file, long offset, long size) {
  private static final long MIB = 1 << 20;
  private static final int IN_FIRST_GAP = 600 << 10;

  /** Puts a content where it is wanted; one without a table is its own file. */
  static StateDisk of(Table table, int sector, Path content, Path folder) {
    long size = length(content);
    if (table == Table.BARE) {
      return new StateDisk(content, 0, size);
    }
    StateDisk disk = new StateDisk(folder.resolve("source.raw"), MIB, size);
    disk.partition(table, sector);
    disk.fill(content);
    return disk;
  }

  private void partition(Table table, int sector) {
    Tools.output("truncate", "-s", size + 2 * MIB, file);
    try (LoopDisk loop = LoopDisk.over(file, "--sector-size", sector)) {
      String script =
          "printf 'label: %s\\nstart=%d, size=%d\\n' | sfdisk -q '%s'"
              .formatted(table, MIB / sector, size / sector, loop.device());
      Tools.output("sh", "-c", script);
    }
  }

  private void fill(Path content) {
    String there = "seek=" + offset;
    Tools.output(
        "dd",
        "status=none",
        "if=" + content,
        "of=" + file,
        "bs=64K",
        "oflag=seek_bytes",
        there,
        "conv=sparse,notrunc");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("boot code".getBytes(StandardCharsets.US_ASCII)), 0);
      channel.write(ByteBuffer.wrap("a gap".getBytes(StandardCharsets.US_ASCII)), IN_FIRST_GAP);
      Trees.openForAll(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All but the content. */
  List<Range> outside() {
    return Range.complement(List.of(new Range(offset, offset + size)), length(file));
  }

  static long length(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The content of a copy of this disk, alone. */
  Path cut(Path copy, Path target) {
    if (offset == 0) {
      return copy;
    }
    Tools.output(
        "dd",
        "status=none",
        "if=" + copy,
        "of=" + target,
        "bs=64K",
        "iflag=skip_bytes,count_bytes",
        "skip=" + offset,
        "count=" + size,
        "conv=sparse");
    Tools.output("truncate", "-s", size, target);
    return target;
  }
}
