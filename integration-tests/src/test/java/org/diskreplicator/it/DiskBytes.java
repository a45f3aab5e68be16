package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.fixtures.Garbage;

/** Compares and searches raw disks. */
final class DiskBytes {
  private static final int CHUNK = 4 << 20;

  private DiskBytes() {}

  /** Offset of the first byte of these ranges that differs. */
  static Optional<Long> firstDifference(Path one, Path other, List<Range> ranges) {
    try (FileChannel first = FileChannel.open(one);
        FileChannel second = FileChannel.open(other)) {
      for (Range range : ranges) {
        for (long at = range.start(); at < range.end(); at += CHUNK) {
          int length = (int) Math.min(CHUNK, range.end() - at);
          int mismatch = read(first, at, length).mismatch(read(second, at, length));
          if (mismatch >= 0) {
            return Optional.of(at + mismatch);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Offset of the first marker of deleted data; holes are not searched. */
  static Optional<Long> findMarker(Path raw) {
    return findMarker(raw, dataRanges(raw));
  }

  /** Offset of the first marker of deleted data within these ranges. */
  static Optional<Long> findMarker(Path raw, List<Range> ranges) {
    byte[] marker = Garbage.MARKER.getBytes(US_ASCII);
    try (FileChannel channel = FileChannel.open(raw)) {
      for (Range range : ranges) {
        // Chunks overlap, so that a marker across their border is found too.
        for (long at = range.start(); at < range.end(); at += CHUNK) {
          long end = Math.min(at + CHUNK + marker.length, range.end());
          int found = indexOf(read(channel, at, (int) (end - at)).array(), marker);
          if (found >= 0) {
            return Optional.of(at + found);
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ByteBuffer read(FileChannel channel, long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      // Behind the end of the file a shorter buffer, which then differs.
      if (channel.read(buffer, at + buffer.position()) < 0) {
        break;
      }
    }
    return ByteBuffer.wrap(Arrays.copyOf(buffer.array(), buffer.position()));
  }

  /** Where the host's file has data, as qemu-img sees it. */
  private static List<Range> dataRanges(Path raw) {
    String text = Tools.output("qemu-img", "map", "-f", "raw", "--output=json", raw);
    List<Range> ranges = new ArrayList<>();
    for (JsonElement element : JsonParser.parseString(text).getAsJsonArray()) {
      JsonObject entry = element.getAsJsonObject();
      if (entry.get("data").getAsBoolean()) {
        long start = entry.get("start").getAsLong();
        ranges.add(new Range(start, start + entry.get("length").getAsLong()));
      }
    }
    return ranges;
  }

  /** Horspool's search: the skip per byte makes it several times faster than looking at each. */
  private static int indexOf(byte[] text, byte[] word) {
    int[] skip = new int[256];
    Arrays.fill(skip, word.length);
    for (int i = 0; i < word.length - 1; i++) {
      skip[word[i] & 0xff] = word.length - 1 - i;
    }
    int at = 0;
    while (at <= text.length - word.length) {
      if (Arrays.equals(text, at, at + word.length, word, 0, word.length)) {
        return at;
      }
      at += skip[text[at + word.length - 1] & 0xff];
    }
    return -1;
  }
}
