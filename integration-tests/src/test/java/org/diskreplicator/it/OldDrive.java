package org.diskreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A drive that is full of old bytes and takes little room: a loop device over a file of an xfs in
 * which all stretches share the blocks of one.
 *
 * <p>A FUSE export of a qcow2 image in which all clusters are one does not do: where the drive is
 * told to write zeros over parts of clusters, QEMU leaves the old bytes (QEMU 7.2).
 */
final class OldDrive implements AutoCloseable {
  private static final long MIB = 1 << 20;
  private static final long STRETCH = 64 * MIB;
  private static final int SECTOR = 512;

  private final LoopDisk holder;
  private final Path point;
  private final LoopDisk drive;

  private OldDrive(LoopDisk holder, Path point, LoopDisk drive) {
    this.holder = holder;
    this.point = point;
    this.drive = drive;
  }

  /**
   * A drive.
   *
   * @param size a multiple of 64 MiB
   * @param room bytes that may be written to it
   */
  static OldDrive of(Path folder, long size, long room) throws IOException {
    Path point = Files.createDirectory(folder.resolve("old"));
    LoopDisk holder = LoopDisk.blank(folder.resolve("old.xfs"), 512 * MIB + 2 * room);
    Tools.output("mkfs.xfs", "-q", "-m", "reflink=1", holder.device());
    Tools.output("mount", holder.device(), point);
    Path file = point.resolve("drive");
    LoopDisk.full(file, STRETCH).close();
    for (long end = STRETCH; end < size; end += STRETCH) {
      Tools.output("xfs_io", "-c", "reflink " + file + " 0 " + end + " " + STRETCH, file);
    }
    Tools.output("sync", file);
    return new OldDrive(holder, point, LoopDisk.over(file));
  }

  Path device() {
    return drive.device();
  }

  /** What is on the drive, as a raw image. */
  Path file() {
    return drive.file();
  }

  /** As the kernel has counted them since it started; devices are used again. */
  long bytesWritten() {
    try {
      Path stat = Path.of("/sys/block").resolve(device().getFileName()).resolve("stat");
      return Long.parseLong(Files.readString(stat).strip().split("\\s+", -1)[6]) * SECTOR;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    drive.close();
    Tools.output("umount", point);
    holder.close();
  }
}
