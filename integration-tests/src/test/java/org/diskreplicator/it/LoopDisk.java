package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A drive to write to: a loop device over a file of the test. */
final class LoopDisk implements AutoCloseable {
  /** What an old drive is full of. */
  static final byte OLD = (byte) 0xaa;

  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final Path device;

  private LoopDisk(Path file, Path device) {
    this.file = file;
    this.device = device;
  }

  /** A new drive. */
  static LoopDisk blank(Path file, long size, Object... options) {
    Tools.output("truncate", "-s", size, file);
    return over(file, options);
  }

  /** A drive that is full of {@link #OLD} bytes. */
  static LoopDisk full(Path file, long size, Object... options) {
    byte[] chunk = new byte[CHUNK];
    Arrays.fill(chunk, OLD);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long left = size; left > 0; left -= CHUNK) {
        out.write(chunk, 0, (int) Math.min(left, CHUNK));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return over(file, options);
  }

  /** A drive that holds what a file holds. */
  static LoopDisk over(Path file, Object... options) {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    Object[] arguments =
        Stream.concat(Stream.of(options), Stream.of("--find", "--show", file)).toArray();
    return new LoopDisk(file, Path.of(Tools.output("losetup", arguments).strip()));
  }

  Path device() {
    return device;
  }

  /** What is on the drive, as a raw image. */
  Path file() {
    return file;
  }

  /** Whether the first MiB is zero, as on a drive that was never finished. */
  boolean startsWithZeros() {
    List<Range> start = List.of(new Range(0, CHUNK));
    return DiskBytes.firstDifference(file, Path.of("/dev/zero"), start).isEmpty();
  }

  /** Bytes that are still those of {@link #full}, in whole blocks of 4 KiB. */
  long oldBytes() {
    byte[] old = new byte[4096];
    Arrays.fill(old, OLD);
    long count = 0;
    try (var in = Files.newInputStream(file)) {
      byte[] block = in.readNBytes(old.length);
      while (block.length > 0) {
        count += Arrays.equals(block, old) ? block.length : 0;
        block = in.readNBytes(old.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return count;
  }

  @Override
  public void close() {
    assertThat(Tools.run("losetup", "--detach", device).exitCode()).isZero();
  }
}
