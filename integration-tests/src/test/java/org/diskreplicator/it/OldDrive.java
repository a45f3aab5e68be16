package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;

/**
 * A drive that is full of old bytes and takes hardly any room: a loop device over a FUSE export of
 * a qcow2 image in which all clusters are one. What is written to it goes into an overlay.
 */
final class OldDrive implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int CLUSTER = 2 << 20;
  private static final int SECTOR = 512;

  private final Path file;
  private final Path pid;
  private final Path device;

  private OldDrive(Path file, Path pid, Path device) {
    this.file = file;
    this.pid = pid;
    this.device = device;
  }

  /**
   * A drive of so many bytes.
   *
   * @param size a multiple of 2 MiB
   */
  static OldDrive of(Path folder, long size) {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    Requirement.that(Files.exists(Path.of("/dev/fuse")), "/dev/fuse");
    Path old = folder.resolve("old.qcow2");
    Path written = folder.resolve("written.qcow2");
    writeOld(old, size);
    Tools.output("qemu-img", "create", "-q", "-f", "qcow2", "-b", old, "-F", "qcow2", written);
    Path file = folder.resolve("old-drive");
    Path pid = folder.resolve("old-drive.pid");
    Tools.output("touch", file);
    Tools.output(
        "qemu-storage-daemon",
        "--daemonize",
        "--pidfile",
        pid,
        "--blockdev",
        "driver=file,node-name=file,discard=unmap,filename=" + written,
        "--blockdev",
        "driver=qcow2,node-name=disk,file=file",
        "--export",
        "type=fuse,id=export,node-name=disk,mountpoint=" + file + ",writable=on,allow-other=off");
    String device = Tools.output("losetup", "--find", "--show", file).strip();
    return new OldDrive(file, pid, Path.of(device));
  }

  /**
   * By QEMU's docs/interop/qcow2.txt: header, first table, tables, and the cluster of old bytes.
   */
  private static void writeOld(Path image, long size) {
    int entries = CLUSTER / Long.BYTES;
    int tables = (int) ((size / CLUSTER + entries - 1) / entries);
    long data = (2L + tables) * CLUSTER;
    ByteBuffer header = ByteBuffer.allocate(CLUSTER);
    header.putInt(0x514649fb).putInt(2).putLong(0).putInt(0).putInt(21).putLong(size).putInt(0);
    header.putInt(tables).putLong(CLUSTER).putLong(data + CLUSTER).putInt(1);
    ByteBuffer first = ByteBuffer.allocate(CLUSTER);
    ByteBuffer table = ByteBuffer.allocate(CLUSTER);
    for (int i = 0; i < tables; i++) {
      first.putLong((2L + i) * CLUSTER);
    }
    while (table.hasRemaining()) {
      table.putLong(data);
    }
    byte[] old = new byte[CLUSTER];
    Arrays.fill(old, LoopDisk.OLD);
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(header.rewind(), 0);
      channel.write(first.rewind(), CLUSTER);
      for (int i = 0; i < tables; i++) {
        channel.write(table.rewind(), (2L + i) * CLUSTER);
      }
      channel.write(ByteBuffer.wrap(old), data);
      // Of references nothing is counted: QEMU only reads it.
      channel.write(ByteBuffer.allocate(CLUSTER), data + CLUSTER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path device() {
    return device;
  }

  /** What is on the drive, as a raw image. */
  Path file() {
    return file;
  }

  /** As the kernel counts them, since the drive was made. */
  long bytesWritten() {
    try {
      String stat = Files.readString(Path.of("/sys/block", device.getFileName() + "", "stat"));
      return Long.parseLong(stat.strip().split("\\s+")[6]) * SECTOR;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    assertThat(Tools.run("losetup", "--detach", device).exitCode()).isZero();
    String daemon = Tools.output("cat", pid).strip();
    await().atMost(LIMIT).until(() -> Tools.run("fusermount3", "-u", file).exitCode() == 0);
    Tools.run("kill", daemon);
    await().atMost(LIMIT).until(() -> !Files.exists(Path.of("/proc", daemon)));
  }
}
