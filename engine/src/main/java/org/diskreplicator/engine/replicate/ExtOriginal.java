package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ExtFileSystems;
import org.diskreplicator.engine.port.ExtMaking;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;

/** An ext file system that is read to be made anew. */
final class ExtOriginal implements AutoCloseable {
  private static final int BOOT_BYTES = 1024;

  private static final Set<String> SEALING = Set.of("encrypt", "verity");

  /** Folders in which the case of names does not matter; not all kernels are built with it. */
  private static final String FOLDED = "casefold";

  /** What the kernel's driver can do, once it is loaded. */
  private static final Path KERNEL = Path.of("/sys/fs/ext4/features");

  private final Window window;
  private final long start;
  private final ExtFileSystems fileSystems;
  private final ExtMaking making;

  private ExtOriginal(Window window, long start, ExtFileSystems fileSystems, ExtMaking making) {
    this.window = window;
    this.start = start;
    this.fileSystems = fileSystems;
    this.making = making;
  }

  /** A raw disk is read as it is, at an offset; the others by a window. */
  static ExtOriginal open(
      Replicator.Original original, Windows windows, ExtFileSystems fileSystems, ExtMaking making) {
    Extent part = original.part();
    boolean raw = original.disk().format() == ImageFormat.RAW;
    Window window = raw ? windows.disk(original.disk()) : windows.region(original.disk(), part);
    return new ExtOriginal(window, raw ? part.offset() : 0, fileSystems, making);
  }

  /**
   * How it is made anew.
   *
   * @throws RefusedException when it cannot, with the reason
   */
  ExtPlan plan() {
    Set<String> features = fileSystems.features(window.path(), start);
    ExtPlan plan = new ExtPlan(superblock(), features);
    requireCopyable(plan, features);
    return plan;
  }

  private void requireCopyable(ExtPlan plan, Set<String> features) {
    if (making.hasLimits(window.path(), start, plan.quotas())) {
      throw new RefusedException(
          "This ext file system has limits for users or groups, which would be lost; copy its"
              + " blocks.");
    }
    if (features.contains(FOLDED) && cannotMount(FOLDED)) {
      throw new RefusedException(
          "This kernel cannot mount ext file systems with the feature casefold; copy its"
              + " blocks.");
    }
    if (features.stream().anyMatch(SEALING::contains) && findings().sealed()) {
      throw new RefusedException(
          "This ext file system has files that are encrypted or sealed, which cannot be copied as"
              + " files; copy its blocks.");
    }
  }

  private static boolean cannotMount(String feature) {
    return Files.exists(KERNEL) && Files.notExists(KERNEL.resolve(feature));
  }

  ExtSuperblock superblock() {
    return read(channel -> ExtSuperblock.read(channel, start));
  }

  ExtInodes.Findings findings() {
    return read(channel -> new ExtInodes(channel, start, superblock()).look());
  }

  /** What lies before its superblock. */
  ByteBuffer boot() {
    return boot(window.path(), start);
  }

  /** What lies before the superblock of an ext that starts at a byte of a file. */
  static ByteBuffer boot(Path file, long start) {
    ByteBuffer boot = ByteBuffer.allocate(BOOT_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int read = 0;
      while (read >= 0 && boot.hasRemaining()) {
        read = channel.read(boot, start + boot.position());
      }
    } catch (IOException e) {
      throw new InputOutputException("reading the boot sector", e);
    }
    return boot.clear();
  }

  /** Something that is read. */
  private interface Reading<T> {
    T of(FileChannel channel) throws IOException;
  }

  private <T> T read(Reading<T> reading) {
    try (FileChannel channel = FileChannel.open(window.path(), StandardOpenOption.READ)) {
      return reading.of(channel);
    } catch (IOException e) {
      throw new InputOutputException("reading the ext file system", e);
    }
  }

  @Override
  public void close() {
    window.close();
  }
}
