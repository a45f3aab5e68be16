package org.diskreplicator.cli;

import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.plan.Piece;

/** The strategy of a piece, in a word for people and programs. */
final class PieceStrategy implements Piece.Visitor<String> {
  private static final PieceStrategy WORD = new PieceStrategy();

  private PieceStrategy() {}

  static String of(Piece piece) {
    return piece.accept(WORD);
  }

  @Override
  public String copied(Piece.Copied piece) {
    boolean whole = piece.free().isEmpty() || piece.source().kind() == Region.Kind.GAP;
    return whole ? "raw" : "blocks";
  }

  @Override
  public String resized(Piece.Resized piece) {
    return "resize";
  }

  @Override
  public String replayed(Piece.Replayed piece) {
    return "replay";
  }

  @Override
  public String rebuilt(Piece.Rebuilt piece) {
    return "files";
  }
}
