package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.process.Tool;

/** Reads symbolic links with readlink(1). */
final class Readlink {
  private final Xargs xargs;

  Readlink(Xargs xargs) {
    this.xargs = xargs;
  }

  /** What these symbolic links say, in their readable form. */
  List<String> read(List<byte[]> links) {
    String output = xargs.run("reading symbolic links", links, Tool.READLINK, "-z", "--").stdout();
    if (links.isEmpty()) {
      return List.of();
    }
    return Arrays.stream(output.substring(0, output.length() - 1).split("\0", -1))
        .map(target -> RawName.readable(target.getBytes(StandardCharsets.ISO_8859_1)))
        .toList();
  }
}
