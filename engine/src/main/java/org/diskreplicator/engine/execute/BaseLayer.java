package org.diskreplicator.engine.execute;

import org.diskreplicator.engine.image.TableBytes;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.Piece;

/**
 * All that stays where it was, with the table: it travels in one go, over the whole disk, and makes
 * the target's file.
 */
final class BaseLayer {
  private final Assembly assembly;
  private final TableBytes table;

  BaseLayer(Assembly assembly, TableBytes table) {
    this.assembly = assembly;
    this.table = table;
  }

  /** Whether a piece is part of it. */
  boolean holds(Piece piece) {
    return piece instanceof Piece.Copied
        && place(piece.source()) == piece.target().offset()
        && piece.source().extent().length() >= piece.target().length();
  }

  private long place(Region region) {
    return region.extent().offset() - assembly.source().scope().offset();
  }

  Passage passage(AssemblySite site, DiskFile disk) {
    Inspection source = assembly.source();
    boolean part = source.isPartition();
    ExtentSet used = used();
    return new Passage(
        part ? site.nameOfSource(source.scope()) : site.source().path().toString(),
        part ? ImageFormat.RAW : site.source().format(),
        used.complement(assembly.virtualSize()),
        table.patches(),
        disk,
        used.totalBytes(),
        new Extent(0, assembly.virtualSize()),
        () -> {});
  }

  /** What of the target comes from the same place of the source. */
  private ExtentSet used() {
    ExtentSet used = ExtentSet.empty();
    for (Piece piece : assembly.pieces()) {
      if (holds(piece)) {
        used = used.union(used((Piece.Copied) piece));
      }
    }
    return used;
  }

  private ExtentSet used(Piece.Copied piece) {
    return ExtentSet.of(piece.target()).subtract(free(piece, table).shift(piece.target().offset()));
  }

  /** What of a piece is left out: the old table is no part of the gaps that it lies in. */
  static ExtentSet free(Piece.Copied piece, TableBytes table) {
    Extent place = piece.source().extent();
    boolean gap = piece.source().kind() == Region.Kind.GAP;
    ExtentSet tables =
        gap ? table.old().intersect(place).shift(-place.offset()) : ExtentSet.empty();
    return piece.free().union(tables).intersect(new Extent(0, piece.target().length()));
  }
}
