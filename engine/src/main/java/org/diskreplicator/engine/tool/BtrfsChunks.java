package org.diskreplicator.engine.tool;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.BtrfsFileSystems.Profiles;

/** What {@code btrfs inspect-internal dump-tree -t chunk} tells of chunks. */
final class BtrfsChunks {
  private static final Pattern CHUNK =
      Pattern.compile("(?m)^\\s+length (\\d+) owner \\d+ stripe_len \\d+ type ([A-Za-z0-9|]+)");

  private static final Pattern STRIPE =
      Pattern.compile("(?m)^\\s+stripe \\d+ devid \\d+ offset (\\d+)$");

  private BtrfsChunks() {}

  static Profiles parse(String dump) {
    String data = "";
    String metadata = "";
    long metadataBytes = 0;
    Matcher chunk = CHUNK.matcher(dump);
    while (chunk.find()) {
      String type = chunk.group(2);
      if (type.contains("DATA")) {
        data = isData(type) ? profile(type) : data;
      }
      if (type.contains("METADATA")) {
        metadata = profile(type);
        metadataBytes += Long.parseLong(chunk.group(1));
      }
    }
    if (metadata.isEmpty()) {
      throw new RefusedException("This btrfs has no metadata that can be read; copy its blocks.");
    }
    return new Profiles(
        data.isEmpty() ? "single" : data,
        metadata,
        metadataBytes,
        STRIPE.matcher(dump).results().map(stripe -> Long.parseLong(stripe.group(1))).toList());
  }

  private static boolean isData(String type) {
    return type.startsWith("DATA");
  }

  /** {@code METADATA|DUP}; a chunk of one copy says {@code single} or nothing. */
  private static String profile(String type) {
    String last = type.substring(type.lastIndexOf('|') + 1).toLowerCase(Locale.ROOT);
    return last.endsWith("data") ? "single" : last;
  }
}
