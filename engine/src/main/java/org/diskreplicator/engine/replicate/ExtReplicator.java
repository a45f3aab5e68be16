package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.BlockListLoaders;
import org.diskreplicator.engine.port.ExtFileSystems;
import org.diskreplicator.engine.port.ExtMaking;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** Makes ext2, ext3 and ext4 anew: the same features and identity, and each file. */
public final class ExtReplicator implements Replicator {
  private static final String LOST_AND_FOUND = "lost+found";

  private static final String TRANSIENT =
      "barrier=0,noatime,nodiscard,noinit_itable,errors=remount-ro";

  private static final Mounts.Way ORIGINAL = new Mounts.Way("ext4", "noload,errors=continue");

  /**
   * The target is thrown away when the machine stops, so that nothing has to survive that: without
   * journal and barriers a copy of 60,000 files took 5.4 s instead of 9.4 s (docs/decisions/0013).
   */
  private static final Mounts.Way TARGET = new Mounts.Way("ext4", "noload," + TRANSIENT);

  private static final Mounts.Way JOURNALLED = new Mounts.Way("ext4", TRANSIENT);

  private final Windows windows;
  private final ExtFileSystems fileSystems;
  private final ExtMaking making;
  private final Mounts mounts;
  private final FileCopies copies;
  private final BlockListLoaders loaders;
  private final FileSystemChecks checks;

  public ExtReplicator(
      Windows windows,
      ExtFileSystems fileSystems,
      ExtMaking making,
      Mounts mounts,
      FileCopies copies,
      BlockListLoaders loaders,
      FileSystemChecks checks) {
    this.windows = windows;
    this.fileSystems = fileSystems;
    this.making = making;
    this.mounts = mounts;
    this.copies = copies;
    this.loaders = loaders;
    this.checks = checks;
  }

  @Override
  public String name() {
    return "ext";
  }

  @Override
  public Set<String> contents() {
    return Set.of("ext2", "ext3", "ext4");
  }

  @Override
  public Needs needs() {
    return new Needs(
        true,
        Set.of(
            "mke2fs",
            "dumpe2fs",
            "e2fsck",
            "mount",
            "umount",
            "find",
            "tar",
            "cp",
            "chattr",
            "lsattr",
            "xargs",
            "env",
            "mkfifo",
            "sync"));
  }

  @Override
  public long smallest(Original original) {
    try (ExtOriginal place = open(original)) {
      return place.plan().smallest();
    }
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    try (ExtOriginal place = open(original)) {
      ExtSuperblock superblock = place.superblock();
      ExtPlan plan = place.plan();
      making.make(target, plan.shape(size(target)));
      patch(target, made -> made.takeIdentity(superblock));
      stop.throwIfCancelled();
      ByteBuffer boot = place.boot();
      List<String> warnings = copy(original, target, place.findings(), boot, progress, stop);
      if (!plan.quotas().isEmpty()) {
        making.count(target, plan.quotas());
      }
      patch(
          target,
          made -> {
            made.takeIdentity(superblock);
            made.takeHistory(superblock);
          });
      writeBoot(target, boot);
      check(target);
      return warnings;
    }
  }

  /** Changes {@code boot} where a loader in it was installed again. */
  private List<String> copy(
      Original original,
      Path target,
      ExtInodes.Findings findings,
      ByteBuffer boot,
      Progress progress,
      CancelToken stop) {
    FileCopies.Kept kept = findings.flags() ? FileCopies.Kept.ALL : FileCopies.Kept.ALL_BUT_FLAGS;
    try (Mounts.Mounted from = mounts.original(original.disk(), original.part(), ORIGINAL);
        Mounts.Mounted to = mounts.target(target, findings.journalled() ? JOURNALLED : TARGET)) {
      if (!Files.exists(from.folder().resolve(LOST_AND_FOUND))) {
        Files.deleteIfExists(to.folder().resolve(LOST_AND_FOUND));
      }
      copies.copy(from.folder(), to.folder(), kept, findings.reserved(), progress, stop);
      return LoaderFolder.boots(boot) ? installLoader(from, to, target, boot) : List.of();
    } catch (CommandFailedException e) {
      throw NoSpace.isReasonOf(e) ? NoSpace.refusal("ext file system", size(target)) : e;
    } catch (IOException e) {
      throw new InputOutputException("copying the files", e);
    }
  }

  private List<String> installLoader(
      Mounts.Mounted from, Mounts.Mounted to, Path target, ByteBuffer boot) throws IOException {
    Optional<Path> folder = LoaderFolder.find(from.folder());
    if (folder.isEmpty()) {
      return List.of();
    }
    FileTime time = Files.getLastModifiedTime(from.folder().resolve(folder.get()));
    List<String> warnings = loaders.install(to.folder().resolve(folder.get()));
    Files.setLastModifiedTime(to.folder().resolve(folder.get()), time);
    ByteBuffer installed = ExtOriginal.boot(target, 0);
    boot.put(0, LoaderFolder.merged(boot, installed), 0, boot.capacity());
    return warnings;
  }

  private void check(Path target) {
    FileSystemChecks.Verdict verdict = checks.check(FullCheck.EXT, target, 0);
    if (!verdict.agrees()) {
      throw new RefusedException(
          "The new ext file system is not sound, which is an error of this program: "
              + verdict.findings());
    }
  }

  /** Changes the superblock of a file system that nobody uses. */
  private static void patch(Path file, java.util.function.Consumer<ExtSuperblock> change) {
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ExtSuperblock superblock = ExtSuperblock.read(channel, 0);
      change.accept(superblock);
      superblock.write(channel);
    } catch (IOException e) {
      throw new InputOutputException("writing the superblock", e);
    }
  }

  private static void writeBoot(Path file, ByteBuffer boot) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      while (boot.hasRemaining()) {
        channel.write(boot, boot.position());
      }
    } catch (IOException e) {
      throw new InputOutputException("writing the boot sector", e);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new InputOutputException("looking at " + file, e);
    }
  }

  private ExtOriginal open(Original original) {
    return ExtOriginal.open(original, windows, fileSystems, making);
  }
}
