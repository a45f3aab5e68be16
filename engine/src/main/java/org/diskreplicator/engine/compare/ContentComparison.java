package org.diskreplicator.engine.compare;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.FileContent;
import org.diskreplicator.engine.port.FileTree;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Compares the bytes of files. Nothing is hashed: both sides are at hand, and comparing runs at the
 * speed of reading.
 */
final class ContentComparison {
  private static final int PIECE = 1 << 19;

  private final FileTree source;
  private final FileTree copy;
  private final CancelToken cancel;
  private final ByteBuffer first = ByteBuffer.allocateDirect(PIECE);
  private final ByteBuffer second = ByteBuffer.allocateDirect(PIECE);

  ContentComparison(FileTree source, FileTree copy, CancelToken cancel) {
    this.source = source;
    this.copy = copy;
    this.cancel = cancel;
  }

  /** The first byte of these ranges that differs. */
  OptionalLong firstDifference(String path, ExtentSet ranges) {
    try (FileContent here = source.open(path);
        FileContent there = copy.open(path)) {
      for (int i = 0; i < ranges.count(); i++) {
        long at = firstDifference(here, there, ranges.start(i), ranges.end(i));
        if (at >= 0) {
          return OptionalLong.of(at);
        }
      }
      return OptionalLong.empty();
    } catch (IOException e) {
      throw new InputOutputException("reading '" + path + "'", e);
    }
  }

  private long firstDifference(FileContent here, FileContent there, long start, long end)
      throws IOException {
    for (long at = start; at < end; at += PIECE) {
      cancel.throwIfCancelled();
      int length = (int) Math.min(PIECE, end - at);
      read(here, at, first.clear().limit(length));
      read(there, at, second.clear().limit(length));
      int mismatch = first.mismatch(second);
      if (mismatch >= 0) {
        return at + mismatch;
      }
      if (first.limit() < length) {
        return -1;
      }
    }
    return -1;
  }

  /** Fills the buffer unless the file ends before, and flips it. */
  private static void read(FileContent content, long start, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining() && content.read(start + buffer.position(), buffer) > 0) {
      // short reads go on
    }
    buffer.flip();
  }
}
