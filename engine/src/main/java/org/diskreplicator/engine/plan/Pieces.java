package org.diskreplicator.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.UsedMap;

/** Says what each part of a target is made from. */
final class Pieces {
  private static final long NOTEWORTHY = 1 << 20;

  private final TargetLayout target;
  private final SourceLayout source;
  private final long size;
  private final boolean writesTable;

  /**
   * Divides a target of {@code size} bytes.
   *
   * @param writesTable whether the table is written anew, so that its bytes do not travel
   */
  Pieces(TargetLayout target, long size, boolean writesTable) {
    this.target = target;
    this.source = target.source();
    this.size = size;
    this.writesTable = writesTable;
  }

  /** All of them, by their places; what the user should know goes to {@code warnings}. */
  List<Piece> all(List<String> warnings) {
    List<Piece> pieces = new ArrayList<>();
    head().ifPresent(pieces::add);
    for (int i = 0; i < source.segments().size(); i++) {
      pieces.add(piece(source.segments().get(i), target.place(i), warnings));
    }
    tail(warnings).ifPresent(pieces::add);
    return pieces;
  }

  private Optional<Piece> head() {
    if (source.start() == 0) {
      return Optional.empty();
    }
    long table = writesTable ? SourceLayout.front(source.table()) : 0;
    ExtentSet left = ExtentSet.builder().add(0, table).build();
    String reason = writesTable ? "boot code and gap; the table is written" : "boot code and table";
    return Optional.of(gap(new Extent(0, source.start()), 0, left, reason));
  }

  private static Piece gap(Extent place, long start, ExtentSet left, String reason) {
    UsedMap all = UsedMap.allUsed(place.length(), ContentState.UNKNOWN, "gaps are copied whole");
    Region region =
        new Region(Region.Kind.GAP, place, Optional.empty(), new Content.Unknown(), all);
    return new Piece.Copied(region, new Extent(start, place.length()), left, reason);
  }

  private static Piece piece(Segment segment, Extent place, List<String> warnings) {
    if (segment.content().isPresent()) {
      Prospect content = segment.content().get();
      content.warning(place.length()).ifPresent(warnings::add);
      return content.piece(place.offset(), place.length());
    }
    long lost = segment.place().length() - place.length();
    if (lost > 0) {
      warnings.add(
          dropped(lost, "of the gap at " + ByteSize.of(segment.place().offset()) + " are"));
    }
    Extent kept = new Extent(segment.place().offset(), place.length());
    return gap(kept, place.offset(), ExtentSet.empty(), "gaps are copied whole");
  }

  /** What lies behind the last partition, as far as there is room for it. */
  private Optional<Piece> tail(List<String> warnings) {
    boolean isGpt = source.table().type() == TableType.GPT;
    long reserve = isGpt && writesTable ? SourceLayout.reserve(source.table()) : 0;
    long held = Math.max(0, source.size() - reserve - source.end());
    long room = Math.max(0, size - reserve - target.end());
    long kept = Math.min(held, room);
    if (held - kept >= NOTEWORTHY) {
      warnings.add(dropped(held - kept, "behind the last partition are"));
    }
    return kept == 0
        ? Optional.empty()
        : Optional.of(
            gap(
                new Extent(source.end(), kept),
                target.end(),
                ExtentSet.empty(),
                "gaps are copied whole"));
  }

  private static String dropped(long bytes, String where) {
    return ByteSize.of(bytes) + " " + where + " not copied; no partition names what may be there.";
  }
}
