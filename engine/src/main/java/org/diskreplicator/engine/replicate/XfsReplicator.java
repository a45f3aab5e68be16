package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.XfsMaking;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Makes xfs anew, of version 4 too where the kernel mounts it; allocation groups keep their size.
 */
public final class XfsReplicator implements Replicator {
  private static final long MIB = 1 << 20;
  private static final long LEAST_SUPPORTED = 300 * MIB;
  private static final long LEAST = 32 * MIB;

  private static final Mounts.Way ORIGINAL = new Mounts.Way("xfs", "norecovery,nouuid");
  private static final Mounts.Way TARGET =
      new Mounts.Way("xfs", "nouuid,noatime,noquota,nodiscard,logbufs=8");

  private final Windows windows;
  private final XfsMaking making;
  private final Mounts mounts;
  private final FileCopies copies;

  public XfsReplicator(Windows windows, XfsMaking making, Mounts mounts, FileCopies copies) {
    this.windows = windows;
    this.making = making;
    this.mounts = mounts;
    this.copies = copies;
  }

  @Override
  public String name() {
    return "xfs";
  }

  @Override
  public Set<String> contents() {
    return Set.of("xfs");
  }

  @Override
  public Needs needs() {
    return new Needs(
        true,
        Set.of(
            "mkfs.xfs",
            "xfs_repair",
            "mount",
            "umount",
            "find",
            "tar",
            "cp",
            "chattr",
            "lsattr",
            "filefrag",
            "fallocate",
            "xargs",
            "env",
            "mkfifo",
            "sync"));
  }

  /** What is used, with the trees of the new groups, and what xfs keeps back for itself. */
  @Override
  public long smallest(Original original) {
    XfsSuperblock superblock = read(original);
    long used = (superblock.blocks() - superblock.freeBlocks()) * superblock.blockSize();
    long held = used - superblock.logBlocks() * superblock.blockSize();
    long room = held + held / 8 + 16 * MIB;
    long bytes = room + logBytes(superblock, room).orElse(64 * MIB);
    boolean small = superblock.blocks() * superblock.blockSize() < LEAST_SUPPORTED;
    return (Math.max(small ? LEAST : LEAST_SUPPORTED, bytes) + MIB - 1) / MIB * MIB;
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    XfsSuperblock superblock = read(original);
    making.make(target, shape(superblock, size(target)));
    if (!XfsSuperblock.read(target, 0).hasSameFeaturesAs(superblock)) {
      throw refusal("mkfs.xfs of this machine makes it with other features");
    }
    stop.throwIfCancelled();
    try (Mounts.Mounted from = mounts.original(original.disk(), original.part(), ORIGINAL);
        Mounts.Mounted to = mounts.target(target, TARGET)) {
      copies.copy(from.folder(), to.folder(), FileCopies.Kept.ALL, progress, stop);
    } catch (CommandFailedException e) {
      throw NoSpace.isReasonOf(e) ? NoSpace.refusal("xfs", size(target)) : e;
    }
    check(target);
    return List.of();
  }

  private XfsSuperblock read(Original original) {
    Extent part = original.part();
    boolean raw = original.disk().format() == ImageFormat.RAW;
    try (Window window =
        raw ? windows.disk(original.disk()) : windows.region(original.disk(), part)) {
      return understood(XfsSuperblock.read(window.path(), raw ? part.offset() : 0));
    }
  }

  private static XfsSuperblock understood(XfsSuperblock superblock) {
    if (!superblock.isUnderstood()) {
      throw refusal("it has features that are not known here");
    }
    if (superblock.hasRealTimePart()) {
      throw refusal("it has a real-time part");
    }
    if (superblock.hasExternalLog()) {
      throw refusal("its log is on another device");
    }
    if (superblock.hasQuotas()) {
      throw refusal("it has quotas, which would be lost");
    }
    return superblock;
  }

  private static RefusedException refusal(String reason) {
    return new RefusedException("This xfs cannot be made anew: " + reason + "; copy its blocks.");
  }

  private static XfsMaking.Shape shape(XfsSuperblock like, long bytes) {
    long block = like.blockSize();
    return new XfsMaking.Shape(
        like.version(),
        block,
        like.sectorSize(),
        like.inodeSize(),
        like.folderBlockSize(),
        like.features(),
        groupSize(like, bytes),
        logBytes(like, bytes),
        like.logVersion(),
        like.logStripe() > 1 ? like.logStripe() : 0,
        like.stripe() * block,
        like.stripeWidth() * block,
        like.inodePercent(),
        like.uuid().toString(),
        like.label());
  }

  /** As before, unless less than one group would be left. */
  private static long groupSize(XfsSuperblock like, long bytes) {
    long before = like.groupBlocks() * like.blockSize();
    long half = bytes / 2 / like.blockSize() * like.blockSize();
    return bytes < before ? half : before;
  }

  /** As before, unless it would take much of a file system that is smaller now. */
  private static OptionalLong logBytes(XfsSuperblock like, long bytes) {
    long before = like.logBlocks() * like.blockSize();
    boolean fits = bytes >= like.blocks() * like.blockSize() || before <= bytes / 8;
    return fits ? OptionalLong.of(before) : OptionalLong.empty();
  }

  private void check(Path target) {
    Optional<String> faults = making.faults(target);
    if (faults.isPresent()) {
      throw new RefusedException(
          "The new xfs is not sound, which is an error of this program: " + faults.get());
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new InputOutputException("looking at " + file, e);
    }
  }
}
