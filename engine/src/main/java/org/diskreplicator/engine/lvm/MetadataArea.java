package org.diskreplicator.engine.lvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.MemberBytes;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A ring of texts, of which a header names the one in force. Source: lib/format_text/layout.h of
 * LVM2, {@code struct mda_header} and {@code raw_locn}.
 */
final class MetadataArea {
  private static final int HEADER = 512;
  private static final String MAGIC = " LVM2 x[5A%r0N*>";

  /** The text ends with the zero byte of a string in C. */
  private static final String END = "\\x00+$";

  private static final int VERSION = 20;
  private static final int START = 24;
  private static final int SIZE = 32;
  private static final int FIRST = 40;
  private static final int SECOND = 64;
  private static final int IGNORED = 1;

  private MetadataArea() {}

  /** The text in force; empty when there is none, or the area is marked as not in use. */
  static Optional<String> read(Member member, Extent area) throws UnsoundLayerException {
    if (area.length() <= HEADER) {
      throw UnsoundLayerException.damaged("an area of its metadata is too small");
    }
    ByteBuffer header = MemberBytes.read(member, area.offset(), HEADER);
    requireSound(header, area);
    long offset = header.getLong(FIRST);
    long size = header.getLong(FIRST + 8);
    int flags = header.getInt(FIRST + 20);
    if ((flags & IGNORED) != 0 || offset == 0 || size == 0) {
      return Optional.empty();
    }
    if (header.getLong(SECOND) != 0) {
      throw UnsoundLayerException.damaged("a change of its metadata was interrupted");
    }
    ByteBuffer text = text(member, area, offset, size);
    if (LvmChecksum.of(text, 0, text.limit()) != header.getInt(FIRST + 16)) {
      throw UnsoundLayerException.damaged("its metadata does not have its checksum");
    }
    return Optional.of(ISO_8859_1.decode(text).toString().replaceFirst(END, ""));
  }

  private static void requireSound(ByteBuffer header, Extent area) throws UnsoundLayerException {
    byte[] magic = new byte[MAGIC.length()];
    header.get(4, magic);
    boolean sound =
        new String(magic, ISO_8859_1).equals(MAGIC)
            && header.getInt(VERSION) == 1
            && header.getLong(START) == area.offset()
            && header.getLong(SIZE) == area.length();
    if (!sound) {
      throw UnsoundLayerException.damaged("the header of its metadata is damaged");
    }
    if (header.getInt(0) != LvmChecksum.of(header, 4, HEADER)) {
      throw UnsoundLayerException.damaged("the header of its metadata does not have its checksum");
    }
  }

  /** Behind the end of the area the text goes on behind its header. */
  private static ByteBuffer text(Member member, Extent area, long offset, long size)
      throws UnsoundLayerException {
    boolean inside =
        offset >= HEADER && offset < area.length() && size > 0 && size <= area.length() - HEADER;
    if (!inside || size > MemberBytes.MOST) {
      throw UnsoundLayerException.damaged("its metadata lies outside of its area");
    }
    long first = Math.min(size, area.length() - offset);
    ByteBuffer text = ByteBuffer.allocate((int) size);
    text.put(MemberBytes.read(member, area.offset() + offset, first));
    text.put(MemberBytes.read(member, area.offset() + HEADER, size - first));
    return text.flip();
  }
}
