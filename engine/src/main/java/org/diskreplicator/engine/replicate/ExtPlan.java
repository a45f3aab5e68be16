package org.diskreplicator.engine.replicate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.ExtMaking;

/**
 * How large the parts of a new ext file system are that is to hold what another one holds.
 *
 * <p>At the same size all parts have the size that they had; otherwise they are scaled, but never
 * below what is in use.
 */
final class ExtPlan {
  private static final long MIB = 1 << 20;
  private static final long MIN_JOURNAL_BLOCKS = 1024;

  /** Of ext4_calculate_resv_clusters() in the kernel: this, or 2 %. */
  private static final long MOST_KEPT_CLUSTERS = 4096;

  /** States of the moment, and what a new file system must not have from the start. */
  private static final Set<String> OF_THE_MOMENT =
      Set.of("needs_recovery", "orphan_present", "needs_check");

  private static final String QUOTA = "quota";

  private final ExtSuperblock original;
  private final Set<String> features;

  /**
   * Plans for one original.
   *
   * @param features as dumpe2fs(8) names them
   * @throws RefusedException when it cannot be made anew
   */
  ExtPlan(ExtSuperblock original, Set<String> features) {
    this.original = original;
    this.features = new HashSet<>(features);
    this.features.removeAll(OF_THE_MOMENT);
    this.features.remove("(none)");
    refuse();
  }

  private void refuse() {
    if (original.hasExternalJournal()) {
      throw refusal("its journal is on another device");
    }
    if (features.contains("stable_inodes")) {
      throw refusal("its inode numbers have to stay");
    }
    if (features.contains("shared_blocks")) {
      throw refusal("files in it share blocks");
    }
    for (String feature : features) {
      if (feature.startsWith("FEATURE_")) {
        throw refusal("it has the unknown feature " + feature);
      }
    }
  }

  private static RefusedException refusal(String reason) {
    return new RefusedException(
        "This ext file system cannot be made anew: " + reason + ". Copy its blocks.");
  }

  ExtMaking.Shape shape(long bytes) {
    long ratio = original.clusterSize() / original.blockSize();
    boolean usualGroups =
        original.blocksPerGroup() == original.blockSize() * 8 * Math.max(1, ratio);
    return new ExtMaking.Shape(
        original.revision(),
        features.stream().filter(name -> !name.equals(QUOTA)).collect(Collectors.toSet()),
        original.blockSize(),
        features.contains("bigalloc") ? original.clusterSize() : original.blockSize(),
        original.inodeSize(),
        inodes(bytes),
        usualGroups ? OptionalLong.empty() : OptionalLong.of(original.blocksPerGroup()),
        features.contains("flex_bg")
            ? OptionalLong.of(original.groupsPerFlex())
            : OptionalLong.empty(),
        features.contains("has_journal") ? OptionalLong.of(journal(bytes)) : OptionalLong.empty(),
        original.backups(),
        original.uuid().toString(),
        original.hashSeed().toString());
  }

  /** What is counted; many kernels mount no such file system to write to it, so that comes last. */
  List<String> quotas() {
    List<String> quotas = new ArrayList<>();
    if (features.contains(QUOTA)) {
      add(quotas, "usrquota", original.countsUsers());
      add(quotas, "grpquota", original.countsGroups());
      add(quotas, "prjquota", original.countsProjects());
    }
    return quotas;
  }

  private static void add(List<String> quotas, String name, boolean counted) {
    if (counted) {
      quotas.add(name);
    }
  }

  private long originalBytes() {
    return original.blocks() * original.blockSize();
  }

  private long usedInodes() {
    return original.inodes() - original.freeInodes();
  }

  private long inodes(long bytes) {
    long blocks = bytes / original.blockSize();
    if (blocks == original.blocks()) {
      return original.inodes();
    }
    long scaled = (long) ((double) original.inodes() / original.blocks() * blocks);
    return Math.min((1L << 32) - 1, Math.max(scaled, usedInodes() + usedInodes() / 20 + 16));
  }

  private long journal(long bytes) {
    long before = original.journalBytes().orElse(usualJournal(originalBytes()));
    if (bytes >= originalBytes()) {
      return before;
    }
    long least = MIN_JOURNAL_BLOCKS * original.blockSize();
    return Math.max(least, Math.min(before, Math.max(least, bytes / 16)));
  }

  private static long usualJournal(long bytes) {
    return Math.min(1024 * MIB, Math.max(4 * MIB, bytes / 64));
  }

  /**
   * Bytes in which what the original holds has room, with something to spare: a copied folder needs
   * up to twice the blocks, since its index is split in halves as it grows.
   */
  long smallest() {
    long held = (original.blocks() - original.freeBlocks()) * original.blockSize();
    long data = Math.max(0, held - overhead(originalBytes(), original.inodes()));
    long room = data + data / 16 + 2 * MIB;
    long bytes = room;
    for (int round = 0; round < 8; round++) {
      bytes = room + overhead(bytes, inodes(bytes)) + keptBack(bytes);
    }
    return roundUp(bytes, MIB);
  }

  /** What the kernel gives to nobody, so that it can finish what it has begun. */
  private long keptBack(long bytes) {
    long clusters = Math.min(MOST_KEPT_CLUSTERS, bytes / original.clusterSize() / 50);
    return clusters * original.clusterSize();
  }

  /** Tables of inodes, bitmaps, descriptors with their reserve, and the journal. */
  private long overhead(long bytes, long inodes) {
    long block = original.blockSize();
    long groups = bytes / (original.blocksPerGroup() * block) + 1;
    long descriptors =
        roundUp(groups * original.descriptorSize(), block) / block
            + original.reservedDescriptorBlocks();
    long journal = features.contains("has_journal") ? roundUp(journal(bytes), MIB) : 0;
    return inodes * original.inodeSize()
        + groups * 3 * block
        + backups(groups) * (descriptors + 1) * block
        + journal;
  }

  private long backups(long groups) {
    return features.contains("sparse_super") || features.contains("sparse_super2")
        ? Math.min(groups, 2 + 3 * (64 - Long.numberOfLeadingZeros(groups)) / 2)
        : groups;
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }
}
