package org.diskreplicator.cli;

import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Printable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.Piece;

/** How a target is put together, for people. */
final class AssemblyText {
  private AssemblyText() {}

  static List<String> of(Assembly assembly) {
    return Stream.concat(Stream.of(headline(assembly), ""), regions(assembly).lines().stream())
        .toList();
  }

  private static String headline(Assembly assembly) {
    return "Would clone "
        + Printable.of(assembly.source().image().path().toString())
        + " ("
        + ByteSize.of(assembly.source().scope().length())
        + ") to "
        + Printable.of(assembly.target().toString())
        + " ("
        + assembly.format()
        + ", "
        + ByteSize.of(assembly.virtualSize())
        + "), "
        + ByteSize.of(assembly.movedBytes())
        + " of it used"
        + (assembly.needsSuperUser() ? "; needs root." : ".");
  }

  private static TextTable regions(Assembly assembly) {
    TextTable table =
        new TextTable(
            "region",
            "content",
            "state",
            ">size",
            ">new size",
            ">start",
            ">new start",
            "strategy",
            "reason");
    for (Piece piece : assembly.pieces()) {
      Extent place = assembly.place(piece);
      table.add(
          piece.source().title(),
          piece.source().content().name(),
          state(piece.source()),
          ByteSize.of(piece.source().extent().length()).human(),
          ByteSize.of(place.length()).human(),
          ByteSize.of(piece.source().extent().offset()).human(),
          ByteSize.of(place.offset()).human(),
          PieceStrategy.of(piece),
          Printable.of(piece.reason()));
    }
    return table;
  }

  /** Of a gap nobody asks for its state. */
  static String state(Area area) {
    boolean isGap = area instanceof Region region && region.kind() == Region.Kind.GAP;
    return isGap ? "" : area.usedMap().state().toString();
  }
}
