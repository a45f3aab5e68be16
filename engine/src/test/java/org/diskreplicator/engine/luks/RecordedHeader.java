package org.diskreplicator.engine.luks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.VolumeBytes;

/**
 * The start of a container that cryptsetup 2.6.1 made ({@code luksFormat}, 32 MiB, 1000 iterations
 * of PBKDF2, and {@code reencrypt --init-only}); all behind it reads as zeros.
 */
final class RecordedHeader {
  static final long SIZE = 32 << 20;

  private final byte[] bytes;

  private RecordedHeader(byte[] bytes) {
    this.bytes = bytes;
  }

  static RecordedHeader of(String name) {
    try (InputStream in = RecordedHeader.class.getResourceAsStream("/cryptsetup-2.6.1/" + name)) {
      return new RecordedHeader(Objects.requireNonNull(in, name).readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(name, e);
    }
  }

  /** The same with one byte changed. */
  RecordedHeader spoiled(int offset) {
    return with(offset, ~bytes[offset]);
  }

  /** The same with other bytes at a place. */
  RecordedHeader with(int offset, int... values) {
    byte[] changed = bytes.clone();
    for (int i = 0; i < values.length; i++) {
      changed[offset + i] = (byte) values[i];
    }
    return new RecordedHeader(changed);
  }

  /** The first bytes. */
  ByteBuffer head(int length) {
    return ByteBuffer.wrap(Arrays.copyOf(bytes, length));
  }

  /** A container of that size. */
  VolumeBytes readable(long size) {
    return (offset, target) -> {
      if (offset + target.remaining() > size) {
        throw new EOFException();
      }
      for (long at = offset; target.hasRemaining(); at++) {
        target.put(at < bytes.length ? bytes[(int) at] : 0);
      }
    };
  }

  /** A container of that size as a member. */
  Member member(long size) {
    return new Member(
        "disk", new Content.Unknown(), new Placement.Direct(new Extent(0, size)), readable(size));
  }
}
