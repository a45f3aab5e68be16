package org.diskreplicator.engine.usage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The entries of a FAT folder: 32 bytes each, with long names in entries of their own before the
 * one that they belong to.
 *
 * <p>Source: Microsoft, "FAT: General Overview of On-Disk Format", version 1.03.
 */
final class FatFolder {
  static final int ENTRY = 32;
  private static final int DELETED = 0xe5;
  private static final int LONG_NAME = 0x0f;
  private static final int VOLUME_LABEL = 0x08;
  private static final int LAST_PIECE = 0x40;
  private static final int NO_PIECE = -1;
  private static final int LOWER_BASE = 0x08;
  private static final int LOWER_EXTENSION = 0x10;

  /** Where the 13 characters of a piece of a long name are. */
  private static final int[] CHARACTERS = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};

  private final ByteBuffer bytes;
  private final List<Entry> entries = new ArrayList<>();
  private final StringBuilder longName = new StringBuilder();
  private int lastPiece = NO_PIECE;
  private int firstPieceAt;
  private int checksum;

  private FatFolder(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * A file, a folder, or the label of the volume.
   *
   * @param name long where there is one
   * @param shortName as it is on the disk, with a point
   * @param attributes as on the disk
   * @param time hours, minutes and seconds as on the disk
   * @param date likewise
   * @param start where its first piece is among the bytes of the folder
   * @param at where its own 32 bytes are
   */
  record Entry(
      String name,
      String shortName,
      int attributes,
      int time,
      int date,
      long cluster,
      long size,
      int start,
      int at) {
    int end() {
      return at + ENTRY;
    }

    boolean isFolder() {
      return (attributes & 0x10) != 0;
    }

    boolean isLabel() {
      return (attributes & VOLUME_LABEL) != 0;
    }
  }

  /** Reads the entries of a folder whose bytes these are; not those of itself and its parent. */
  static List<Entry> read(ByteBuffer bytes) {
    FatFolder folder = new FatFolder(bytes);
    for (int at = 0; at + ENTRY <= bytes.limit() && bytes.get(at) != 0; at += ENTRY) {
      folder.take(at);
    }
    return folder.entries;
  }

  private void take(int at) {
    int first = u8(at);
    if (first != DELETED && (u8(at + 11) & 0x3f) == LONG_NAME) {
      takePiece(at);
      return;
    }
    if (first != DELETED && first != '.') {
      entries.add(entry(at));
    }
    lastPiece = NO_PIECE;
  }

  /** The pieces come last one first, numbered down to 1. */
  private void takePiece(int at) {
    int number = u8(at) & ~LAST_PIECE;
    if ((u8(at) & LAST_PIECE) != 0) {
      longName.setLength(0);
      firstPieceAt = at;
      checksum = u8(at + 13);
    } else if (number != lastPiece - 1 || u8(at + 13) != checksum) {
      lastPiece = NO_PIECE;
      return;
    }
    longName.insert(0, piece(at));
    lastPiece = number;
  }

  private String piece(int at) {
    StringBuilder text = new StringBuilder();
    for (int offset : CHARACTERS) {
      char c = (char) u16(at + offset);
      if (c == 0) {
        break;
      }
      text.append(c);
    }
    return text.toString();
  }

  private Entry entry(int at) {
    byte[] raw = new byte[11];
    bytes.get(at, raw);
    boolean isLong = lastPiece == 1 && checksum == checksum(raw);
    return new Entry(
        isLong ? longName.toString() : shortName(raw, u8(at + 12)),
        shortName(raw, 0),
        u8(at + 11),
        u16(at + 22),
        u16(at + 24),
        ((long) u16(at + 20) << 16) | u16(at + 26),
        Integer.toUnsignedLong(bytes.getInt(at + 28)),
        isLong ? firstPieceAt : at,
        at);
  }

  private static int checksum(byte[] name) {
    int sum = 0;
    for (byte b : name) {
      sum = (((sum & 1) << 7) + (sum >> 1) + Byte.toUnsignedInt(b)) & 0xff;
    }
    return sum;
  }

  /** Its letters are of a code page that nobody notes down, so each byte stands for itself. */
  private static String shortName(byte[] raw, int cases) {
    byte[] name = raw.clone();
    if (name[0] == 5) {
      name[0] = (byte) DELETED;
    }
    String base = new String(name, 0, 8, StandardCharsets.ISO_8859_1).stripTrailing();
    String extension = new String(name, 8, 3, StandardCharsets.ISO_8859_1).stripTrailing();
    return inCase(base, cases & LOWER_BASE)
        + (extension.isEmpty() ? "" : "." + inCase(extension, cases & LOWER_EXTENSION));
  }

  private static String inCase(String text, int lower) {
    return lower == 0 ? text : text.toLowerCase(Locale.ROOT);
  }

  private int u8(int at) {
    return Byte.toUnsignedInt(bytes.get(at));
  }

  private int u16(int at) {
    return Short.toUnsignedInt(bytes.getShort(at));
  }
}
