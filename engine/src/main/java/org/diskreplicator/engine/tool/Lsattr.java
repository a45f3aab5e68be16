package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;

/**
 * Reads the flags and the project of regular files and folders with lsattr(1).
 *
 * <p>It prints names as they are, line ends too; so the output is read along the names that are
 * known.
 */
final class Lsattr {
  /** How the file system stores it: by extents, inside its inode, with an index. */
  private static final String OF_STORAGE = "[-eNI]";

  private final Xargs xargs;

  Lsattr(Xargs xargs) {
    this.xargs = xargs;
  }

  /**
   * What is set for a file.
   *
   * @param letters as chattr(1) names them, such as {@code ia}
   */
  record Flags(String letters, String project) {}

  /** The flags of these paths, in their order. */
  List<Flags> read(List<byte[]> files) {
    CommandResult result = xargs.run("reading the files' flags", files, Tool.LSATTR, "-dp", "--");
    List<Flags> flags = new ArrayList<>(files.size());
    int at = 0;
    for (byte[] file : files) {
      String rest = " " + new String(file, StandardCharsets.ISO_8859_1) + "\n";
      int end = result.stdout().indexOf(rest, at);
      String[] field = end < 0 ? new String[0] : fields(result.stdout().substring(at, end));
      if (field.length != 2) {
        throw result.failure();
      }
      flags.add(new Flags(field[1].replaceAll(OF_STORAGE, ""), field[0]));
      at = end + rest.length();
    }
    return flags;
  }

  private static String[] fields(String text) {
    return text.strip().split(" +", -1);
  }
}
