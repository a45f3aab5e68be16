package org.diskreplicator.engine.execute;

import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.image.Patch;
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
        part ? site.nameOfSource(source.scope()) : site.nameOfSource(),
        part ? ImageFormat.RAW : site.source().format(),
        used.complement(assembly.virtualSize()),
        patches(),
        disk,
        used.totalBytes(),
        new Extent(0, assembly.virtualSize()),
        () -> {});
  }

  /** What of the target comes from the same place of the source, or is table. */
  private ExtentSet used() {
    ExtentSet used = table.written();
    for (Piece piece : assembly.pieces()) {
      if (holds(piece)) {
        used = used.union(used((Piece.Copied) piece));
      }
    }
    return used;
  }

  private static ExtentSet used(Piece.Copied piece) {
    return ExtentSet.of(piece.target()).subtract(piece.free().shift(piece.target().offset()));
  }

  private List<Patch> patches() {
    List<Patch> patches = new ArrayList<>(table.patches());
    for (Piece piece : assembly.pieces()) {
      if (holds(piece) && piece.source().kind() == Region.Kind.GAP) {
        table.stale(piece.source().extent(), piece.target()).forEach(patches::add);
      }
    }
    return patches;
  }
}
