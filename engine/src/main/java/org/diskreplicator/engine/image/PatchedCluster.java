package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** A data cluster of the mask: only the subclusters that patches touch are its own. */
final class PatchedCluster {
  private final long start;
  private final int subcluster;
  private final long hostOffset;
  private final List<Patch> patches = new ArrayList<>(1);
  private int ownBits;

  /**
   * A cluster without patches yet.
   *
   * @param start offset on the disk
   * @param hostOffset offset in the mask file
   */
  PatchedCluster(long start, int subcluster, long hostOffset) {
    this.start = start;
    this.subcluster = subcluster;
    this.hostOffset = hostOffset;
  }

  void add(Patch patch) {
    patches.add(patch);
    for (int i = 0; i < 32; i++) {
      long from = start + (long) i * subcluster;
      if (patch.offset() < from + subcluster && from < patch.end()) {
        ownBits |= 1 << i;
      }
    }
  }

  long hostOffset() {
    return hostOffset;
  }

  /** One bit for each of the 32 subclusters that this cluster holds; the first is 1. */
  int ownBits() {
    return ownBits;
  }

  void write(FileChannel channel, MaskSpec spec, PatchBase base) throws IOException {
    for (int i = 0; i < 32; i++) {
      if ((ownBits >>> i & 1) != 0) {
        long from = start + (long) i * subcluster;
        ByteBuffer bytes = ByteBuffer.wrap(content(from, spec, base));
        WordStream.writeFully(channel, bytes, hostOffset + (long) i * subcluster);
      }
    }
  }

  private byte[] content(long from, MaskSpec spec, PatchBase base) throws IOException {
    int length = (int) Math.min(subcluster, spec.virtualSize() - from);
    byte[] bytes =
        patched(from, length) == length ? new byte[length] : shown(from, length, spec, base);
    for (Patch patch : patches) {
      long first = Math.max(patch.offset(), from);
      int count = (int) (Math.min(patch.end(), from + length) - first);
      if (count > 0) {
        int source = (int) (first - patch.offset());
        System.arraycopy(patch.bytes(), source, bytes, (int) (first - from), count);
      }
    }
    return bytes;
  }

  private long patched(long from, int length) {
    return patches.stream()
        .mapToLong(p -> Math.min(p.end(), from + length) - Math.max(p.offset(), from))
        .filter(count -> count > 0)
        .sum();
  }

  /** What the mask would show without patches. Free bytes are hidden exactly here. */
  private static byte[] shown(long from, int length, MaskSpec spec, PatchBase base)
      throws IOException {
    byte[] bytes = base.read(from, length);
    if (bytes.length != length) {
      throw new IOException("asked for " + length + " bytes, got " + bytes.length);
    }
    for (Extent free : spec.free().intersect(new Extent(from, length)).toList()) {
      Arrays.fill(bytes, (int) (free.offset() - from), (int) (free.end() - from), (byte) 0);
    }
    return bytes;
  }
}
