package org.diskreplicator.engine.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.diskreplicator.engine.model.ExtentSet;

/** Reads a mask by QEMU's docs/interop/qcow2.txt and by nothing that the writer uses. */
final class DecodedMask {
  private static final long OFFSET = 0x00fffffffffffe00L;

  final long size;
  final String backing;
  final String backingFormat;
  final int cluster;

  /** Bytes that read as zero; clipped to the disk. */
  final ExtentSet zero;

  /** Bytes that the mask holds, by offset on the disk; a subcluster each. */
  final SortedMap<Long, byte[]> data = new TreeMap<>();

  private final byte[] file;
  private final Map<Long, Long> references = new HashMap<>();

  private DecodedMask(byte[] bytes) {
    this.file = bytes;
    check(u32(0) == 0x514649fb && u32(4) == 3, "magic and version");
    check(u64(72) == 16 && u64(80) == 0 && u64(88) == 0, "features");
    this.backing = new String(bytes, (int) u64(8), u32(16), StandardCharsets.UTF_8);
    this.cluster = 1 << u32(20);
    this.size = u64(24);
    check(u64(8) + u32(16) <= cluster, "backing name in the first cluster");
    check(u32(100) == 112 && u32(112) == 0xe2792aca, "backing format extension");
    this.backingFormat = new String(bytes, 120, u32(116), StandardCharsets.US_ASCII);
    this.zero = tables();
    check(bytes.length % cluster == 0, "whole clusters");
  }

  static DecodedMask read(Path path) {
    try (RandomAccessFile in = new RandomAccessFile(path.toFile(), "r")) {
      byte[] bytes = new byte[(int) in.length()];
      in.readFully(bytes);
      return new DecodedMask(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ExtentSet tables() {
    refer(0, cluster);
    refer(u64(40), u32(36) * 8L);
    ExtentSet.Builder found = ExtentSet.builder();
    long span = cluster / 16L * cluster;
    check((size + span - 1) / span == u32(36), "number of L1 entries");
    Map<Long, Boolean> uniform = new HashMap<>();
    for (int i = 0; i < u32(36); i++) {
      long entry = u64(u64(40) + 8L * i);
      if (entry != 0) {
        long table = entry & OFFSET;
        refer(table, cluster);
        if (uniform.computeIfAbsent(table, this::isAllZero)) {
          found.add(i * span, Math.min((i + 1) * span, size));
        } else {
          table(table, i * span, found);
        }
      }
    }
    return found.build();
  }

  private boolean isAllZero(long table) {
    for (int i = 0; i < cluster; i += 16) {
      if (u64(table + i) != 0 || u64(table + i + 8) != 0xffffffff00000000L) {
        return false;
      }
    }
    return true;
  }

  private void table(long table, long start, ExtentSet.Builder found) {
    int unit = cluster / 32;
    for (int i = 0; i < cluster / 16; i++) {
      long host = u64(table + 16L * i);
      long bits = u64(table + 16L * i + 8);
      check((bits >>> 32 & bits & 0xffffffffL) == 0, "a subcluster is data and zero");
      check((host == 0) == ((int) bits == 0), "data exactly where there is a host cluster");
      if (host != 0) {
        check(host < 0, "copied flag of a data cluster");
        refer(host & OFFSET, cluster);
      }
      for (int sub = 0; bits != 0 && sub < 32; sub++) {
        long offset = start + (long) i * cluster + (long) sub * unit;
        if ((bits >>> (32 + sub) & 1) != 0) {
          found.add(offset, Math.min(offset + unit, size));
        } else if ((bits >>> sub & 1) != 0) {
          int from = (int) (host & OFFSET) + sub * unit;
          data.put(offset, Arrays.copyOfRange(file, from, from + unit));
        }
      }
    }
  }

  /** Checks that each cluster's count is what refers to it, and that the flags agree. */
  void checkReferences() {
    long table = u64(48);
    refer(table, (long) u32(56) * cluster);
    int words = cluster / 8;
    for (long i = 0; i < (long) u32(56) * words; i++) {
      if (u64(table + 8 * i) != 0) {
        refer(u64(table + 8 * i), cluster);
      }
    }
    for (long i = 0; i < file.length / cluster; i++) {
      long counted = u64(u64(table + i / words * 8) + i % words * 8);
      check(counted == references.getOrDefault(i, 0L), "count of cluster " + i + ": " + counted);
    }
    for (int i = 0; i < u32(36); i++) {
      long entry = u64(u64(40) + 8L * i);
      long count = references.getOrDefault((entry & OFFSET) / cluster, 0L);
      check(entry == 0 || (entry < 0) == (count == 1), "copied flag of L1 " + i);
    }
  }

  private void refer(long offset, long length) {
    check(offset % cluster == 0, "alignment of " + offset);
    for (long i = offset / cluster; i * cluster < offset + length; i++) {
      references.merge(i, 1L, Long::sum);
    }
  }

  private static void check(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("wrong: " + what);
    }
  }

  private int u32(long offset) {
    return ByteBuffer.wrap(file).getInt((int) offset);
  }

  private long u64(long offset) {
    return ByteBuffer.wrap(file).getLong((int) offset);
  }
}
