package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.BtrfsFileSystems;
import org.diskreplicator.engine.port.BtrfsFileSystems.Profiles;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Makes btrfs anew: the same features and identity, all subvolumes and what they share.
 *
 * <p>Subvolumes can be sent only while they are read-only, so the original is mounted in a
 * throw-away overlay, where all of them become that; its log is replayed there too.
 */
public final class BtrfsReplicator implements Replicator {
  private static final long MIB = 1 << 20;
  private static final Set<String> PROFILES = Set.of("single", "dup");

  /** Room for the chunks that mkfs makes, and for those that grow meanwhile. */
  private static final long ROOM = 128 * MIB;

  private static final long MIXED_ROOM = 16 * MIB;

  private static final Mounts.Way WAY =
      new Mounts.Way("btrfs", "subvolid=5,noatime,nodiscard,nobarrier");

  /** Where Linux 6.7 and newer say that they mount a second file system of one identifier. */
  private static final Path SAME_IDENTIFIER_TWICE = Path.of("/sys/fs/btrfs/features/temp_fsid");

  private final BtrfsFileSystems btrfs;
  private final Mounts mounts;
  private final Windows windows;
  private final WritableWindows writable;
  private final ImageFiles images;
  private final Path folder;
  private final AtomicInteger count = new AtomicInteger();

  /** Keeps overlays in {@code folder}, the run's own. */
  public BtrfsReplicator(
      BtrfsFileSystems btrfs,
      Mounts mounts,
      Windows windows,
      WritableWindows writable,
      ImageFiles images,
      Path folder) {
    this.btrfs = btrfs;
    this.mounts = mounts;
    this.windows = windows;
    this.writable = writable;
    this.images = images;
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public String name() {
    return "btrfs";
  }

  @Override
  public Set<String> contents() {
    return Set.of("btrfs");
  }

  @Override
  public Needs needs() {
    return new Needs(
        true,
        Set.of(
            "btrfs",
            "mkfs.btrfs",
            "btrfstune",
            "mount",
            "umount",
            "mkfifo",
            "cp",
            "find",
            "xargs",
            "lsattr",
            "chattr",
            "sync"));
  }

  /** What an original is like. */
  private record Shape(BtrfsSuperblock superblock, Profiles profiles) {}

  private Shape shape(Original original) {
    try (Window window = windows.region(original.disk(), original.part())) {
      BtrfsSuperblock superblock = BtrfsSuperblock.read(window.path());
      Profiles profiles = btrfs.profiles(window.path());
      if (!PROFILES.contains(profiles.data()) || !PROFILES.contains(profiles.metadata())) {
        throw new RefusedException(
            "This btrfs cannot be made anew, as its blocks are kept as "
                + profiles.data()
                + " and "
                + profiles.metadata()
                + "; copy its blocks.");
      }
      return new Shape(superblock, profiles);
    }
  }

  /** The top level is there twice for a while, and chunks are never quite full. */
  @Override
  public long smallest(Original original) {
    Shape shape = shape(original);
    long used = shape.superblock().used();
    if (shape.superblock().isMixed()) {
      return whole(used + used / 4 + MIXED_ROOM);
    }
    long metadata = Math.min(shape.profiles().metadataBytes(), used);
    long copies = shape.profiles().metadata().equals("dup") ? 2 : 1;
    long data = shape.profiles().data().equals("dup") ? 2 * used : used;
    return whole(data + data / 8 + copies * metadata + ROOM);
  }

  private static long whole(long bytes) {
    return (bytes + MIB - 1) / MIB * MIB;
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    Shape shape = shape(original);
    boolean twice = Files.exists(SAME_IDENTIFIER_TWICE);
    List<String> warnings = new ArrayList<>(make(shape, target, twice));
    stop.throwIfCancelled();
    warnings.addAll(copy(original, target, progress, stop));
    if (!twice) {
      btrfs.identify(target, shape.superblock().uuid());
    }
    check(target);
    return warnings;
  }

  /** With another identifier at first, as mkfs may refuse the right one. */
  private List<String> make(Shape shape, Path target, boolean twice) {
    BtrfsSuperblock superblock = shape.superblock();
    boolean later = !twice || BtrfsIdentity.knows(superblock.checksum());
    List<String> warnings = btrfs.make(target, making(shape, !later));
    if (twice && later) {
      BtrfsIdentity.give(target, btrfs.profiles(target).starts(), superblock.uuid());
    }
    return warnings;
  }

  private static BtrfsFileSystems.Making making(Shape shape, boolean withIdentifier) {
    BtrfsSuperblock superblock = shape.superblock();
    return new BtrfsFileSystems.Making(
        superblock.label(),
        withIdentifier ? Optional.of(superblock.uuid()) : Optional.empty(),
        superblock.sectorSize(),
        superblock.nodeSize(),
        superblock.checksum(),
        shape.profiles(),
        superblock.isMixed(),
        superblock.hasFreeSpaceTree(),
        superblock.features());
  }

  private List<String> copy(Original original, Path target, Progress progress, CancelToken stop) {
    Path overlay = folder.resolve("btrfs" + count.incrementAndGet() + ".qcow2");
    images.createOverlay(
        overlay,
        images.nameOfPart(original.disk(), original.part()),
        ImageFormat.RAW,
        ByteSize.of(original.part().length()));
    try (Window source = writable.writable(new ImageFiles.View(overlay, ImageFormat.QCOW2));
        Mounts.Mounted from = mounts.target(source.path(), WAY);
        Mounts.Mounted to = mounts.target(target, WAY)) {
      return new SubvolumeCopies(btrfs, from.folder(), to.folder(), progress, stop).copy();
    } finally {
      delete(overlay);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputOutputException("removing " + file, e);
    }
  }

  private void check(Path target) {
    FileSystemChecks.Verdict verdict = btrfs.check(target);
    if (!verdict.agrees()) {
      throw new RefusedException(
          "The new btrfs is not sound, which is an error of this program: " + verdict.findings());
    }
  }
}
