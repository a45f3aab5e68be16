package org.diskreplicator.engine.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;

/** A disk made from a seed: size, cluster size, free ranges and patches. */
record RandomDisk(long seed, MaskGeometry geometry, MaskSpec spec) {

  static RandomDisk of(long seed) {
    Random random = new Random(seed);
    int cluster = 16 << 10 << random.nextInt(8);
    // Up to 200 TB, as far as the L1 table stays short enough for a quick test.
    long largest = Math.min(200_000_000_000_000L, 4000L * cluster / 16 * cluster);
    long size = 512 * (1 + (long) Math.pow(largest / 512.0, random.nextDouble()));
    int ranges = 1 + random.nextInt(Math.max(2, (2 << 20) / cluster));
    ExtentSet.Builder free = ExtentSet.builder();
    for (int i = 0; i < ranges; i++) {
      addRange(free, random, size, cluster);
    }
    MaskSpec spec =
        new MaskSpec(size, free.build(), patches(random, size), "/a disk", ImageFormat.RAW);
    return new RandomDisk(seed, new MaskGeometry(cluster), spec);
  }

  private static void addRange(ExtentSet.Builder free, Random random, long size, int cluster) {
    long[] units = {1, 512, 4096, cluster / 32, cluster, (long) cluster / 16 * cluster};
    long unit = units[random.nextInt(units.length)];
    long start = random.nextInt(8) == 0 ? 0 : random.nextLong(size) / unit * unit;
    long length = unit * (1 + (long) Math.pow(size / (double) unit, random.nextDouble()));
    free.add(start, random.nextInt(8) == 0 ? size : Math.min(start + length, size));
  }

  private static List<Patch> patches(Random random, long size) {
    List<Patch> patches = new ArrayList<>();
    long position = 0;
    for (int i = random.nextInt(4); i > 0 && position < size; i--) {
      long offset = position + random.nextLong((size - position) / 512) * 512;
      long room = Math.min(size - offset, 100_000) / 512;
      byte[] bytes = new byte[512 * (1 + random.nextInt((int) room))];
      random.nextBytes(bytes);
      patches.add(new Patch(offset, bytes));
      position = offset + bytes.length;
    }
    return patches;
  }

  /** What the source of every such disk holds. */
  static byte[] source(long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ((((offset + i) * 0x9e3779b97f4a7c15L) >>> 56) | 1);
    }
    return bytes;
  }

  @Override
  public String toString() {
    return "seed " + seed + ", " + geometry.clusterBytes() / 1024 + "K, " + spec.virtualSize();
  }
}
