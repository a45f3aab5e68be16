package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.BtrfsFileSystems.Access;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;

/** What {@code btrfs subvolume list} prints, one character per byte. */
final class BtrfsListing {
  private static final Pattern LINE =
      Pattern.compile(
          "ID (\\d+) gen \\d+ cgen (\\d+) top level (\\d+) parent_uuid (\\S+) +"
              + "received_uuid (\\S+) +uuid (\\S+) path (.+)");
  private static final Pattern NUMBER = Pattern.compile("(?m)^ID (\\d+) ");

  private BtrfsListing() {}

  /**
   * The subvolumes.
   *
   * @param locked the listing of those that are read-only
   */
  static List<Subvolume> parse(Path mount, String all, String locked) {
    Set<String> readOnly =
        NUMBER.matcher(locked).results().map(line -> line.group(1)).collect(Collectors.toSet());
    List<Subvolume> found = new ArrayList<>();
    for (String line : all.split("\n", -1)) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        found.add(subvolume(mount, matcher, readOnly));
      } else if (!line.isEmpty()) {
        throw new RefusedException(
            "The name of a subvolume holds a line break, so it cannot be made anew; copy blocks.");
      }
    }
    return found;
  }

  private static Subvolume subvolume(Path mount, Matcher line, Set<String> readOnly) {
    byte[] path = line.group(7).getBytes(StandardCharsets.ISO_8859_1);
    return new Subvolume(
        Long.parseLong(line.group(1)),
        Long.parseLong(line.group(3)),
        Long.parseLong(line.group(2)),
        line.group(6),
        uuid(line.group(4)),
        uuid(line.group(5)),
        readOnly.contains(line.group(1)) ? Access.READ_ONLY : Access.WRITABLE,
        mount.relativize(RawName.resolve(mount, RawName.readable(path))));
  }

  private static Optional<String> uuid(String text) {
    return text.equals("-") ? Optional.empty() : Optional.of(text);
  }
}
