package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.stream.Collectors;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.TargetFacts;

/**
 * A target has too little room.
 *
 * <p>What would do depends on what the target is, which the planner knows alone.
 */
final class TooSmallException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final long MIB = 1 << 20;

  private final long size;
  private final long least;
  private final String reasons;

  /**
   * Describes one.
   *
   * @param size bytes of the target
   * @param least bytes of the smallest disk that works
   * @param stuck contents that keep their sizes
   */
  TooSmallException(long size, long least, List<Prospect> stuck) {
    this.size = size;
    this.least = least;
    this.reasons = stuck.stream().map(TooSmallException::reason).collect(Collectors.joining("; "));
  }

  private static String reason(Prospect content) {
    return content.region().title() + " keeps its size, as " + content.obstacle();
  }

  /** Says what would do: a file is given another size, a device is exchanged. */
  String sentence(TargetFacts target) {
    return target
            .device()
            .map(
                device ->
                    "'"
                        + target.path()
                        + "' ("
                        + device.title()
                        + ") is too small; give a device of ")
            .orElse("A target of " + size + " bytes is too small; give --size ")
        + (least + MIB - 1) / MIB
        + "M or more, as the source can be brought to "
        + least
        + " bytes ("
        + ByteSize.of(least)
        + ") and no further"
        + (reasons.isEmpty() ? "" : ": " + reasons)
        + ".";
  }
}
