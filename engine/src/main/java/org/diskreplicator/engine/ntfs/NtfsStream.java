package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** The bytes of an attribute, wherever they lie. */
final class NtfsStream {
  private final RegionReader region;
  private final long clusterBytes;
  private final NtfsAttribute first;
  private final List<Run> runs = new ArrayList<>();
  private long clusters;

  /** A stream that begins with a stretch. */
  NtfsStream(RegionReader region, NtfsGeometry geometry, NtfsAttribute first)
      throws UntrustworthyException {
    this.region = region;
    this.clusterBytes = geometry.clusterBytes();
    this.first = first;
    append(first);
  }

  /** Adds the next stretch. */
  void append(NtfsAttribute stretch) throws UntrustworthyException {
    if (stretch.firstCluster() != clusters || first.resident() != stretch.resident()) {
      throw UntrustworthyException.damaged("a part of one of its own files is missing");
    }
    runs.addAll(stretch.runs());
    clusters += stretch.runs().stream().mapToLong(Run::count).sum();
  }

  /** The first cluster of all; {@link Run#HOLE} where none is. */
  long firstCluster() {
    return runs.isEmpty() ? Run.HOLE : runs.get(0).cluster();
  }

  long size() {
    return first.size();
  }

  /** Neither compressed nor encrypted nor sparse, and all of it was written. */
  boolean isPlain() {
    return first.flags() == 0
        && first.initialized() == first.size()
        && runs.stream().noneMatch(Run::isHole);
  }

  /** Bytes as they are on the disk; holes and what was never written are zero. */
  ByteBuffer read(long offset, int length) throws IOException, UntrustworthyException {
    if (offset < 0 || offset > size() - length) {
      throw missing();
    }
    if (first.resident()) {
      return first.value().slice((int) offset, length).order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    long runStart = 0;
    for (Run run : runs) {
      long runEnd = runStart + run.count() * clusterBytes;
      long at = offset + bytes.position();
      if (at < runEnd && bytes.hasRemaining()) {
        fill(bytes, run, at - runStart, (int) Math.min(bytes.remaining(), runEnd - at));
      }
      runStart = runEnd;
    }
    if (bytes.hasRemaining()) {
      throw missing();
    }
    return hideUnwritten(bytes.flip(), offset);
  }

  private void fill(ByteBuffer bytes, Run run, long within, int length) throws IOException {
    int end = bytes.position() + length;
    if (!run.isHole()) {
      region.read(run.cluster() * clusterBytes + within, bytes.slice(bytes.position(), length));
    }
    bytes.position(end);
  }

  private ByteBuffer hideUnwritten(ByteBuffer bytes, long offset) {
    for (long at = Math.max(0, first.initialized() - offset); at < bytes.limit(); at++) {
      bytes.put((int) at, (byte) 0);
    }
    return bytes;
  }

  private static UntrustworthyException missing() {
    return UntrustworthyException.damaged("one of its own files is too short");
  }
}
