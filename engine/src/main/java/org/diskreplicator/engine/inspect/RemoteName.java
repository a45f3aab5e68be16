package org.diskreplicator.engine.inspect;

import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.RemoteAddress;

/** A disk of another machine, and perhaps one partition of it as {@code nbd://host/disk#2}. */
public record RemoteName(RemoteAddress address, OptionalInt partition) implements DiskReference {
  private static final Pattern WITH_PARTITION =
      Pattern.compile("([^#]*)#([1-9]\\d{0,5})", Pattern.DOTALL);

  /**
   * Reads a name.
   *
   * @throws RefusedException when it is no address that can be served
   */
  public static RemoteName parse(String text) {
    Matcher matcher = WITH_PARTITION.matcher(text);
    if (matcher.matches()) {
      int number = Integer.parseInt(matcher.group(2));
      return new RemoteName(RemoteAddress.parse(matcher.group(1)), OptionalInt.of(number));
    }
    if (text.contains("#")) {
      throw new RefusedException(
          "Behind '#' an address names the number of a partition, such as #2; write another '#' as"
              + " %23.");
    }
    return new RemoteName(RemoteAddress.parse(text), OptionalInt.empty());
  }
}
