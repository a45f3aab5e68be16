package org.diskreplicator.engine.gpt;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Attribute bits of an entry in sfdisk's words; UEFI specification 2.10, table 5.8. */
final class GptAttributes {
  private static final List<String> NAMES =
      List.of("RequiredPartition", "NoBlockIOProtocol", "LegacyBIOSBootable");
  private static final int FIRST_OF_TYPE = 48;

  private GptAttributes() {}

  /** Such as {@code LegacyBIOSBootable GUID:60,63}; empty for none. Reserved bits are left out. */
  static String text(long bits) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      if (isSet(bits, i)) {
        words.add(NAMES.get(i));
      }
    }
    String ofType =
        IntStream.range(FIRST_OF_TYPE, Long.SIZE)
            .filter(bit -> isSet(bits, bit))
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    if (!ofType.isEmpty()) {
      words.add("GUID:" + ofType);
    }
    return String.join(" ", words);
  }

  private static boolean isSet(long bits, int bit) {
    return (bits >>> bit & 1) != 0;
  }
}
