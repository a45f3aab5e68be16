package org.diskreplicator.engine.plan;

import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Region;

/**
 * One region of the source on its way to the target, where the target is put together from pieces.
 *
 * <p>Pieces are disjoint on the target; what no piece covers reads as zeros there.
 */
public sealed interface Piece {
  /** What it is made from. */
  Region source();

  /** Where it lies on the target's disk. */
  Extent target();

  /** A short clause for people. */
  String reason();

  <R> R accept(Visitor<R> visitor);

  /**
   * The bytes of the region, all of them; its partition may be larger on the target.
   *
   * @param free bytes that are left out, relative to the region's start
   */
  record Copied(Region source, Extent target, ExtentSet free, String reason) implements Piece {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.copied(this);
    }
  }

  /** The content after its own tool has given it another size in a throw-away overlay. */
  record Resized(Region source, Extent target, String reason) implements Piece {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.resized(this);
    }
  }

  /**
   * The content after its journal or log was replayed in a throw-away overlay, by its used blocks,
   * which nobody knows before. What cannot be replayed is copied whole instead, and told.
   */
  record Replayed(Region source, Extent target, String reason) implements Piece {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.replayed(this);
    }
  }

  /**
   * The content made anew.
   *
   * @param replicator name of what makes it
   */
  record Rebuilt(Region source, Extent target, String replicator, String reason) implements Piece {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.rebuilt(this);
    }
  }

  /** One case per kind. */
  interface Visitor<R> {
    R copied(Copied piece);

    R resized(Resized piece);

    R replayed(Replayed piece);

    R rebuilt(Rebuilt piece);
  }
}
