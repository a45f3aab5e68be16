package org.diskreplicator.engine.exfat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of a folder that belong together: that of a file, of its data and of its name.
 *
 * <p>Source: Microsoft, "exFAT file system specification", sections 6 and 7.
 */
final class ExfatSet {
  static final int ENTRY = 32;
  static final int BITMAP = 0x81;
  static final int UPCASE = 0x82;
  static final int LABEL = 0x83;
  static final int FILE = 0x85;
  private static final int STREAM = 0xc0;
  private static final int NAME = 0xc1;
  private static final int IN_USE = 0x80;
  private static final int SECONDARY = 0x40;
  private static final int BENIGN = 0x20;
  private static final int FOLDER = 0x10;
  private static final int FLAGS = 1;
  private static final int HAS_CLUSTERS = 1;
  private static final int IN_ONE_PIECE = 2;
  private static final int CLUSTER = 20;
  private static final int LENGTH = 24;
  private static final int NAME_CHARACTERS = 15;

  private final ByteBuffer bytes;

  private ExfatSet(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * What an entry has on the volume.
   *
   * @param at place of the entry within the set
   * @param valid bytes that were written
   */
  record Data(int at, long cluster, long length, long valid, boolean inOnePiece) {}

  /** The sets of a folder whose bytes these are; what was deleted is left out. */
  static List<ExfatSet> read(ByteBuffer folder) {
    List<ExfatSet> sets = new ArrayList<>();
    int at = 0;
    while (at + ENTRY <= folder.limit() && folder.get(at) != 0) {
      int type = Byte.toUnsignedInt(folder.get(at));
      int length = ENTRY;
      if ((type & IN_USE) != 0) {
        requireKnown(type);
        length += hasSecondaries(type) ? ENTRY * Byte.toUnsignedInt(folder.get(at + 1)) : 0;
        if (at + length > folder.limit()) {
          throw new UnsoundException("a folder ends within a file");
        }
        ExfatSet set = of(folder, at, length);
        if (hasSecondaries(type)) {
          set.requireWhole();
        }
        sets.add(set);
      }
      at += length;
    }
    return sets;
  }

  private static ExfatSet of(ByteBuffer folder, int at, int length) {
    byte[] copy = new byte[length];
    folder.duplicate().get(at, copy);
    return new ExfatSet(ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static void requireKnown(int type) {
    boolean known = type == BITMAP || type == UPCASE || type == LABEL || type == FILE;
    if ((type & SECONDARY) != 0 || (!known && (type & BENIGN) == 0)) {
      throw new UnsoundException("a folder holds what is unknown here");
    }
  }

  private static boolean hasSecondaries(int type) {
    return type == FILE || (type & BENIGN) != 0;
  }

  private void requireWhole() {
    boolean whole = bytes.getShort(2) == checksum();
    for (int at = ENTRY; at < bytes.limit(); at += ENTRY) {
      whole &= (bytes.get(at) & (IN_USE | SECONDARY)) == (IN_USE | SECONDARY);
    }
    if (type() == FILE) {
      whole &= bytes.limit() > 2 * ENTRY && Byte.toUnsignedInt(bytes.get(ENTRY)) == STREAM;
    }
    if (!whole) {
      throw new UnsoundException("a file's entries do not have their checksum");
    }
  }

  int type() {
    return Byte.toUnsignedInt(bytes.get(0));
  }

  boolean isFolder() {
    return type() == FILE && (attributes() & FOLDER) != 0;
  }

  int attributes() {
    return Short.toUnsignedInt(bytes.getShort(4));
  }

  /** Of a file: date and time, hundredths of a second, and distance to UTC. */
  ExfatTime modified() {
    return new ExfatTime(bytes.getInt(12), bytes.get(21), bytes.get(23));
  }

  String name() {
    StringBuilder name = new StringBuilder();
    int length = Byte.toUnsignedInt(bytes.get(ENTRY + 3));
    for (int at = 2 * ENTRY; at < bytes.limit(); at += ENTRY) {
      for (int i = 0; i < NAME_CHARACTERS && isName(at) && name.length() < length; i++) {
        name.append(bytes.getChar(at + 2 + 2 * i));
      }
    }
    return name.toString();
  }

  private boolean isName(int at) {
    return Byte.toUnsignedInt(bytes.get(at)) == NAME;
  }

  String label() {
    StringBuilder label = new StringBuilder();
    for (int i = 0; i < Math.min(11, bytes.get(1)); i++) {
      label.append(bytes.getChar(2 + 2 * i));
    }
    return label.toString();
  }

  /** Of a bitmap or a table of upper case letters. */
  Data ofSystem() {
    return new Data(0, cluster(0), bytes.getLong(LENGTH), bytes.getLong(LENGTH), false);
  }

  /** Of a file: its own data first. */
  List<Data> data() {
    List<Data> all = new ArrayList<>();
    for (int at = ENTRY; at < bytes.limit(); at += ENTRY) {
      int flags = bytes.get(at + FLAGS);
      boolean stream = Byte.toUnsignedInt(bytes.get(at)) == STREAM;
      if (!isName(at) && (stream || (flags & HAS_CLUSTERS) != 0)) {
        long length = bytes.getLong(at + LENGTH);
        long valid = stream ? bytes.getLong(at + 8) : length;
        all.add(new Data(at, cluster(at), length, valid, (flags & IN_ONE_PIECE) != 0));
      }
    }
    return all;
  }

  private long cluster(int at) {
    return Integer.toUnsignedLong(bytes.getInt(at + CLUSTER));
  }

  /** Lets an entry say that its data lies in one piece there. */
  void move(Data data, long cluster) {
    bytes.putInt(data.at() + CLUSTER, (int) cluster);
    if (data.at() > 0) {
      int flags = bytes.get(data.at() + FLAGS) & ~IN_ONE_PIECE;
      int piece = cluster == 0 ? 0 : IN_ONE_PIECE;
      bytes.put(data.at() + FLAGS, (byte) (flags | HAS_CLUSTERS | piece));
      sum();
    }
  }

  /** A folder is as long as its clusters. */
  void resize(Data data, long length) {
    bytes.putLong(data.at() + LENGTH, length);
    if (data.at() > 0) {
      bytes.putLong(data.at() + 8, length);
      sum();
    }
  }

  private void sum() {
    bytes.putShort(2, checksum());
  }

  int length() {
    return bytes.limit();
  }

  void appendTo(ByteBuffer folder) {
    folder.put(bytes.duplicate().position(0));
  }

  private short checksum() {
    int sum = 0;
    for (int at = 0; at < bytes.limit(); at++) {
      if (at != 2 && at != 3) {
        sum = (((sum & 1) << 15) + (sum >> 1) + Byte.toUnsignedInt(bytes.get(at))) & 0xffff;
      }
    }
    return (short) sum;
  }
}
