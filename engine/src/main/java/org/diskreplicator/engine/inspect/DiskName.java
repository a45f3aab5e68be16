package org.diskreplicator.engine.inspect;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.RefusedException;

/**
 * A disk as users name it: a path, and perhaps one partition of it as {@code disk.qcow2#2}.
 *
 * <p>A file that really has such a name wins over the partition.
 */
public record DiskName(Path path, OptionalInt partition) implements DiskReference {
  private static final Pattern WITH_PARTITION =
      Pattern.compile("(.+)#([1-9]\\d{0,5})", Pattern.DOTALL);

  /**
   * Reads a name.
   *
   * @throws RefusedException when it can be no path
   */
  public static DiskName parse(String text) {
    Matcher matcher = WITH_PARTITION.matcher(text);
    Path whole = path(text);
    if (Files.exists(whole) || !matcher.matches()) {
      return new DiskName(whole, OptionalInt.empty());
    }
    return new DiskName(path(matcher.group(1)), OptionalInt.of(Integer.parseInt(matcher.group(2))));
  }

  private static Path path(String text) {
    try {
      if (text.isEmpty()) {
        throw new RefusedException(
            "An empty text names no disk; give the path of an image or device.");
      }
      return Path.of(text).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw new RefusedException("'" + text + "' is no path: " + e.getReason() + ".");
    }
  }
}
