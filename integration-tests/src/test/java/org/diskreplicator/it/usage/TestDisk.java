package org.diskreplicator.it.usage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;

/** A disk file with one file system in its middle and noise around it. */
record TestDisk(Path file, Extent region) {
  private static final int OFFSET = 1 << 20;
  private static final int TAIL = 3 * 512;
  private static final int PIECE = 1 << 16;

  /** Puts the file system that fills {@code fileSystem} between noise. */
  static TestDisk around(Path fileSystem) throws IOException {
    Path file = fileSystem.resolveSibling(fileSystem.getFileName() + ".disk");
    byte[] noise = new byte[OFFSET];
    new Random(1).nextBytes(noise);
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.write(noise);
      copy(fileSystem, disk);
      disk.write(noise, 0, TAIL);
    }
    return new TestDisk(file, new Extent(OFFSET, Files.size(fileSystem)));
  }

  private static void copy(Path from, RandomAccessFile disk) throws IOException {
    try (RandomAccessFile source = new RandomAccessFile(from.toFile(), "r")) {
      disk.getChannel().transferFrom(source.getChannel(), OFFSET, source.length());
      disk.seek(OFFSET + source.length());
    }
  }

  /** Overwrites bytes of the region that are said to be free. */
  void fillWithGarbage(ExtentSet free) throws IOException {
    byte[] garbage = new byte[PIECE];
    new Random(2).nextBytes(garbage);
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      for (Extent range : free.toList()) {
        disk.seek(region.offset() + range.offset());
        for (long left = range.length(); left > 0; left -= PIECE) {
          disk.write(garbage, 0, (int) Math.min(PIECE, left));
        }
      }
    }
  }

  /** Overwrites single bytes of the file system. */
  void patch(long offset, int... bytes) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(region.offset() + offset);
      for (int value : bytes) {
        disk.write(value);
      }
    }
  }

  /** The file system in a file of its own, for tools that take no offset. */
  Path cutOut() throws IOException {
    Path out = file.resolveSibling(file.getFileName() + ".cut");
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "r");
        RandomAccessFile cut = new RandomAccessFile(out.toFile(), "rw")) {
      disk.getChannel().transferTo(region.offset(), region.length(), cut.getChannel());
    }
    return out;
  }

  String libext2fsName() {
    return file + "?offset=" + region.offset();
  }

  String mtoolsName() {
    return file + "@@" + region.offset();
  }
}
