package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** A small file system with files of every kind and names of every kind, as root. */
final class FileZoo {
  private static final long MANY_MIB = 512;

  private FileZoo() {}

  /** Makes it in a new raw image with a program such as {@code mkfs.ext4}. */
  static Path make(Path image, String mkfs) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    try (RandomAccessFile disk = new RandomAccessFile(image.toFile(), "rw")) {
      disk.setLength(MANY_MIB << 20);
    }
    Tools.output(mkfs, "-q", image);
    mounted(image, FileZoo::fill);
    return image;
  }

  /** Lets somebody change the files of an image. */
  static void mounted(Path image, Consumer<Path> change) throws IOException {
    Path point = Files.createTempDirectory(image.getParent(), "mnt");
    Tools.output("mount", "-o", "loop", image, point);
    try {
      change.accept(point);
    } finally {
      Tools.output("umount", point);
    }
    Files.delete(point);
  }

  private static void fill(Path root) {
    try {
      Path etc = Files.createDirectory(root.resolve("etc"));
      Path file = Files.writeString(etc.resolve("file"), "content\n".repeat(2000));
      Tools.output("touch", "-d", "2001-02-03 04:05:06.123456789", file);
      Files.createLink(etc.resolve("second name"), file);
      Files.createLink(etc.resolve("third name"), file);
      Files.writeString(etc.resolve("alone"), "content");
      Files.createSymbolicLink(etc.resolve("link"), Path.of("../gone"));
      Tools.output("mkfifo", etc.resolve("fifo"));
      Tools.output("mknod", etc.resolve("device"), "b", "8", "300");
      Tools.output("mknod", etc.resolve("character"), "c", "1", "3");
      Path marked = Files.writeString(etc.resolve("marked"), "x");
      Tools.output("setfattr", "-n", "user.note", "-v", "first\nsecond", marked);
      Tools.output("setfattr", "-n", "trusted.note", "-v", "hidden", marked);
      Tools.output("setfacl", "-m", "u:1234:r", marked);
      Path sparse = etc.resolve("sparse");
      writeAt(sparse, 1 << 20, "in the middle");
      writeAt(sparse, 5L << 30, "far behind");
      names(Files.createDirectory(root.resolve("names")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void names(Path folder) throws IOException {
    for (String name :
        new String[] {"new\nline", "back\\slash \\xff", "\r", "é 漢 😀", "-n", "\t "}) {
      Path file = Files.writeString(folder.resolve(name), name);
      Tools.output("setfattr", "-n", "user.of", "-v", "name", file);
    }
    Files.writeString(folder.resolve("x".repeat(255)), "long");
    Files.createDirectory(raw(folder, "invalid-%FF"));
    Files.writeString(raw(folder, "invalid-%FF/%C3%28"), "first");
    Files.writeString(raw(folder, "invalid-%FE"), "second");
  }

  /** A path with bytes that are no text. */
  static Path raw(Path folder, String percentEncoded) {
    return Path.of(URI.create("file://" + folder + "/" + percentEncoded));
  }

  /** Writes at an offset, and leaves a hole before it. */
  static void writeAt(Path file, long offset, String text) {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(text.getBytes(UTF_8)), offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
