package org.diskreplicator.engine.plan;

import java.util.List;
import org.diskreplicator.engine.model.ByteSize;

/** Why a target is refused that has too little room. */
final class TooSmall {
  private static final long MIB = 1 << 20;

  private TooSmall() {}

  /**
   * Says what would do.
   *
   * @param least bytes of the smallest disk that works
   * @param stuck contents that keep their sizes
   */
  static String sentence(long size, long least, List<Prospect> stuck) {
    return "A target of "
        + size
        + " bytes is too small; give --size "
        + (least + MIB - 1) / MIB
        + "M or more, as the source can be brought to "
        + least
        + " bytes ("
        + ByteSize.of(least)
        + ") and no further"
        + reasons(stuck)
        + ".";
  }

  private static String reasons(List<Prospect> stuck) {
    return stuck.isEmpty()
        ? ""
        : ": "
            + String.join(
                "; ",
                stuck.stream()
                    .map(
                        content ->
                            content.region().title() + " keeps its size, as " + content.obstacle())
                    .toList());
  }
}
