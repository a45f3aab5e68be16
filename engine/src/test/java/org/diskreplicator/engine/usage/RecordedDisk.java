package org.diskreplicator.engine.usage;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.UsedMap;

/**
 * A file system that its own tools made once. A recording is compressed and has the size of the
 * disk (8 bytes), and each page of 4096 bytes that is not all zero behind its number (4 bytes).
 */
public final class RecordedDisk {
  private static final int PAGE = 4096;

  private final Path file;
  private final long size;

  private RecordedDisk(Path file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Unpacks a recording such as {@code f2fs-tools-1.15/fresh.pages.gz}. */
  public static RecordedDisk unpack(String name, Path file) throws IOException {
    Files.deleteIfExists(file);
    try (InputStream stream =
            Objects.requireNonNull(RecordedDisk.class.getResourceAsStream("/" + name), name);
        DataInputStream pages = new DataInputStream(new GZIPInputStream(stream));
        FileChannel disk =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      long size = pages.readLong();
      disk.write(ByteBuffer.allocate(1), size - 1);
      byte[] page = new byte[PAGE];
      while (true) {
        long number = pages.readInt();
        pages.readFully(page);
        int length = (int) Math.min(PAGE, size - number * PAGE);
        disk.write(ByteBuffer.wrap(page, 0, length), number * PAGE);
      }
    } catch (EOFException end) {
      return new RecordedDisk(file, Files.size(file));
    }
  }

  public long size() {
    return size;
  }

  public Path file() {
    return file;
  }

  /** Bytes, least significant first. */
  public ByteBuffer read(long offset, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel disk = FileChannel.open(file, StandardOpenOption.READ)) {
      disk.read(bytes, offset);
    }
    return bytes.flip();
  }

  /** Overwrites bytes. */
  public RecordedDisk patch(long offset, int... bytes) throws IOException {
    ByteBuffer values = ByteBuffer.allocate(bytes.length);
    for (int value : bytes) {
      values.put((byte) value);
    }
    return patch(offset, values.flip());
  }

  /** Overwrites bytes with those of a buffer. */
  public RecordedDisk patch(long offset, ByteBuffer bytes) throws IOException {
    try (FileChannel disk = FileChannel.open(file, StandardOpenOption.WRITE)) {
      disk.write(bytes.duplicate().position(0), offset);
    }
    return this;
  }

  /** What a reader says of the whole disk. */
  public UsedMap map(UsedMapReader reader) {
    return reader.read(file, new Extent(0, size));
  }
}
