package org.diskreplicator.engine.tool;

import java.time.Instant;
import java.util.List;
import org.diskreplicator.engine.model.FileKind;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;

/** Reads inodes with stat(1); symbolic links are not followed. */
final class Stat {
  private static final String FORMAT = "%f %u %g %h %d:%i %s %b %B %.9Y %t:%T\\n";

  private static final int KIND_MASK = 0170000;
  private static final int MODE_MASK = 07777;

  private final Xargs xargs;

  Stat(Xargs xargs) {
    this.xargs = xargs;
  }

  /**
   * An inode.
   *
   * @param device major and minor number of a device, such as {@code 8:1}
   */
  record Inode(
      FileKind kind,
      int mode,
      long uid,
      long gid,
      long links,
      String node,
      long size,
      long allocated,
      Instant modified,
      String device) {}

  /** The inodes of these paths, in their order. */
  List<Inode> read(List<byte[]> files) {
    CommandResult result =
        xargs.run("reading the files' attributes", files, Tool.STAT, "--printf=" + FORMAT, "--");
    List<Inode> inodes = result.stdout().lines().map(Stat::inode).toList();
    if (inodes.size() != files.size()) {
      throw result.failure();
    }
    return inodes;
  }

  private static Inode inode(String line) {
    String[] field = line.split(" ", -1);
    int mode = Integer.parseInt(field[0], 16);
    return new Inode(
        kind(mode & KIND_MASK),
        mode & MODE_MASK,
        Long.parseLong(field[1]),
        Long.parseLong(field[2]),
        Long.parseLong(field[3]),
        field[4],
        Long.parseLong(field[5]),
        Long.parseLong(field[6]) * Long.parseLong(field[7]),
        instant(field[8]),
        device(field[9]));
  }

  /** Major and minor number, which stat prints in hexadecimal. */
  private static String device(String text) {
    int colon = text.indexOf(':');
    return Long.parseLong(text.substring(0, colon), 16)
        + ":"
        + Long.parseLong(text.substring(colon + 1), 16);
  }

  private static FileKind kind(int bits) {
    return switch (bits) {
      case 0100000 -> FileKind.REGULAR;
      case 0040000 -> FileKind.FOLDER;
      case 0120000 -> FileKind.SYMLINK;
      case 0060000 -> FileKind.BLOCK_DEVICE;
      case 0020000 -> FileKind.CHARACTER_DEVICE;
      case 0010000 -> FileKind.FIFO;
      case 0140000 -> FileKind.SOCKET;
      default -> throw new IllegalStateException("no kind of file: " + bits);
    };
  }

  /** Seconds and nanoseconds of a decimal number, which is negative before 1970. */
  private static Instant instant(String text) {
    int point = text.indexOf('.');
    long seconds = Long.parseLong(text.substring(0, point));
    long nanos = Long.parseLong(text.substring(point + 1));
    return Instant.ofEpochSecond(seconds, text.startsWith("-") ? -nanos : nanos);
  }
}
