package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Adler32;
import org.diskreplicator.fixtures.Garbage;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clones of reiser4, which no kernel here knows: as mkfs.reiser4 makes it, with deleted data in
 * every free block.
 */
@ExtendWith(Lab.class)
class Reiser4CloneIT {
  private static final int BLOCK = 4096;

  /** Of the first bitmap; it stands for all blocks that the tests change. */
  private static final int BITMAP = 18;

  private static final int FORMAT = 17;
  private static final Pattern USED = Pattern.compile("(\\d+)\\((\\d+)\\)");

  /** An image with a reiser4 from {@code start} on, full of deleted data. */
  private static Path disk(Scene scene, String mib, long start) {
    Path content = scene.work().resolve("content");
    Tools.output("truncate", "-s", mib + "M", content);
    Tools.output("mkfs.reiser4", "-y", "-f", "-L", "label", content);
    byte[] marker = (Garbage.MARKER + "\n").getBytes(US_ASCII);
    byte[] block = new byte[BLOCK];
    for (int at = 0; at + marker.length <= BLOCK; at += marker.length) {
      System.arraycopy(marker, 0, block, at, marker.length);
    }
    try (RandomAccessFile file = new RandomAccessFile(content.toFile(), "rw")) {
      for (Range free : Range.complement(used(content), file.length())) {
        for (long at = free.start(); at < free.end(); at += BLOCK) {
          file.seek(at);
          file.write(block);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Path disk = scene.target("disk.raw");
    Tools.output("truncate", "-s", Long.parseLong(mib) * (1 << 20) + start + (1 << 20), disk);
    if (start > 0) {
      String table = "printf 'label: gpt\\n1M,%sM,L\\n' | sfdisk -q \"$0\"".formatted(mib);
      Tools.output("sh", "-c", table, disk);
    } else {
      Tools.output("truncate", "-s", mib + "M", disk);
    }
    Tools.output(
        "dd", "if=" + content, "of=" + disk, "bs=1M", "seek=" + (start >> 20), "conv=notrunc");
    return scene.owned(disk);
  }

  /** What debugfs.reiser4 lists of the bitmaps. */
  private static List<Range> used(Path content) {
    String said = Tools.output("debugfs.reiser4", "-a", content);
    Matcher runs = USED.matcher(said.substring(said.indexOf("Block map:")));
    List<Range> used = new ArrayList<>();
    while (runs.find()) {
      long first = Long.parseLong(runs.group(1));
      used.add(new Range(first * BLOCK, (first + Long.parseLong(runs.group(2))) * BLOCK));
    }
    assertThat(used).isNotEmpty();
    return used;
  }

  @ParameterizedTest
  @CsvSource({"40, 0", "160, 0", "300, 1048576"})
  void onlyUsedBlocksTravel(String mib, long start, Scene scene) {
    Path disk = disk(scene, mib, start);
    String before = Checksums.sha256(disk);
    Path copy = scene.target("copy.raw");

    scene.run("clone", disk, copy).exits(0).tells("verified");

    assertThat(Checksums.sha256(disk)).as("the source").isEqualTo(before);
    assertThat(DiskBytes.findMarker(copy)).as("deleted data").isEmpty();
    Path content = scene.work().resolve("copied");
    Tools.output(
        "dd", "if=" + copy, "of=" + content, "bs=1M", "skip=" + (start >> 20), "count=" + mib);
    Path original = scene.work().resolve("content");
    assertThat(DiskBytes.firstDifference(original, content, used(original))).isEmpty();
    Tools.output("fsck.reiser4", "--check", "--yes", content);
    scene.assertLeftOnly("disk.raw", "copy.raw");
  }

  /** Of a leaf the reader knows nothing; only the check does. */
  @ParameterizedTest
  @ValueSource(ints = {23, 24})
  void aUsedBlockThatIsCalledFreeTravels(int block, Scene scene) {
    Path disk = disk(scene, "40", 0);
    callFree(disk, block);
    String before = Checksums.sha256(disk);
    Path copy = scene.target("copy.raw");

    scene.run("clone", disk, copy).exits(0).tells("copied whole");

    assertThat(Checksums.sha256(disk)).as("the source").isEqualTo(before);
    assertThat(Checksums.sha256(copy)).isEqualTo(before);
    scene.assertLeftOnly("disk.raw", "copy.raw");
  }

  private static void callFree(Path disk, int block) {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      byte[] bitmap = new byte[BLOCK];
      file.seek((long) BITMAP * BLOCK);
      file.readFully(bitmap);
      bitmap[4 + block / Byte.SIZE] &= (byte) ~(1 << (block % Byte.SIZE));
      Adler32 checksum = new Adler32();
      checksum.update(bitmap, 4, BLOCK - 4);
      ByteBuffer.wrap(bitmap).order(ByteOrder.LITTLE_ENDIAN).putInt((int) checksum.getValue());
      file.seek((long) BITMAP * BLOCK);
      file.write(bitmap);
      file.seek((long) FORMAT * BLOCK + 8);
      long free = Long.reverseBytes(file.readLong());
      file.seek((long) FORMAT * BLOCK + 8);
      file.writeLong(Long.reverseBytes(free + 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
