package org.diskreplicator.engine.plan;

import java.util.List;
import java.util.Optional;

/** Arranges a source that is one content: a partition, or a disk without a table. */
final class WholeContent {
  private final Prospect content;
  private final CloneOptions options;

  WholeContent(Prospect content, CloneOptions options) {
    this.content = content;
    this.options = options;
  }

  /**
   * What becomes of it on a target of {@code size} bytes.
   *
   * @throws TooSmallException when it cannot be so small
   */
  Arrangement arrange(long size) {
    requireRoom(size);
    long length = size > content.size() && !grows() ? content.size() : size;
    Piece piece = content.piece(0, length);
    List<String> warnings = content.warning(length).stream().toList();
    return piece instanceof Piece.Copied
        ? Arrangement.mirror(warnings)
        : new Arrangement(Optional.empty(), List.of(piece), warnings, false);
  }

  private boolean grows() {
    return options.growth().kind() != Growth.Kind.NONE && content.growsByItself();
  }

  private void requireRoom(long size) {
    long least =
        options.growth().kind() == Growth.Kind.NONE
            ? content.size()
            : content.shortest(Effort.CUT_GAPS);
    if (size < least) {
      throw new TooSmallException(
          size, least, least < content.size() ? List.of() : List.of(content));
    }
  }
}
