package org.diskreplicator.cli;

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
    return piece.free().isEmpty() ? "raw" : "blocks";
  }

  @Override
  public String resized(Piece.Resized piece) {
    return "resize";
  }

  @Override
  public String rebuilt(Piece.Rebuilt piece) {
    return "files";
  }
}
