package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;

/**
 * Reads extended attributes of all name spaces with getfattr(1), access control lists and
 * capabilities among them; symbolic links are not followed.
 */
final class Getfattr {
  private static final String FILE = "# file: ";

  private final Xargs xargs;

  Getfattr(Xargs xargs) {
    this.xargs = xargs;
  }

  /** The attributes of those paths that have any; keys are what {@link #key} makes of a path. */
  Map<String, Map<String, String>> read(List<byte[]> files) {
    String output = output(files);
    Map<String, Map<String, String>> all = new HashMap<>();
    Map<String, String> current = new HashMap<>();
    for (String line : output.split("\n", -1)) {
      if (line.startsWith(FILE)) {
        current = new HashMap<>();
        all.put(line.substring(FILE.length()), current);
      } else if (!line.isEmpty()) {
        put(current, line);
      }
    }
    return all;
  }

  /** Some read-only file systems that were made without attributes cannot even be asked. */
  private String output(List<byte[]> files) {
    CommandResult result =
        xargs.attempt(
            "reading extended attributes",
            files,
            Tool.GETFATTR,
            "-h",
            "-d",
            "-m",
            "-",
            "-e",
            "hex",
            "--absolute-names",
            "--");
    boolean unsupported =
        result.stdout().isEmpty()
            && !result.stderr().isEmpty()
            && result.stderr().lines().allMatch(line -> line.endsWith("Operation not supported"));
    return unsupported ? "" : result.orThrow().stdout();
  }

  private static void put(Map<String, String> attributes, String line) {
    int equals = line.indexOf('=');
    if (equals < 0) {
      attributes.put(line, "");
    } else {
      attributes.put(line.substring(0, equals), line.substring(equals + 1));
    }
  }

  /** A path as getfattr prints it: what would end the line or begin an escape is octal. */
  static String key(byte[] path) {
    return new String(path, StandardCharsets.ISO_8859_1)
        .replace("\\", "\\134")
        .replace("\n", "\\012")
        .replace("\r", "\\015");
  }
}
