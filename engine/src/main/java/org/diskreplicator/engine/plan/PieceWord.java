package org.diskreplicator.engine.plan;

/** What is done to make a piece, in one word. */
final class PieceWord implements Piece.Visitor<String> {
  private static final PieceWord WORD = new PieceWord();

  private PieceWord() {}

  static String of(Piece piece) {
    return piece.accept(WORD);
  }

  @Override
  public String copied(Piece.Copied piece) {
    return "copy";
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
    return "rebuild";
  }
}
