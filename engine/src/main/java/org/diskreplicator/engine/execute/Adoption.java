package org.diskreplicator.engine.execute;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.plan.Assembly;
import org.diskreplicator.engine.plan.Piece;
import org.diskreplicator.engine.port.FileShift;
import org.diskreplicator.engine.port.ImageFiles.View;

/**
 * Turns the file in which a piece was made anew into the target's file, so that the piece is
 * written once only. One piece of a raw target can come that way.
 */
final class Adoption {
  private final Assembly assembly;
  private final View disk;
  private final FileShift shift;

  /**
   * Prepares an adoption.
   *
   * @param disk the target's file, which is not there yet
   */
  Adoption(Assembly assembly, View disk, FileShift shift) {
    this.assembly = assembly;
    this.disk = disk;
    this.shift = shift;
  }

  /** The piece whose second copy would cost most; its file takes no space beforehand. */
  Optional<Piece.Rebuilt> candidate() {
    if (disk.format() != ImageFormat.RAW
        || assembly.options().shape().preallocation() != Preallocation.OFF) {
      return Optional.empty();
    }
    return assembly.pieces().stream()
        .filter(Piece.Rebuilt.class::isInstance)
        .map(Piece.Rebuilt.class::cast)
        .max(Comparator.comparingLong(piece -> piece.source().usedMap().usedBytes()));
  }

  /**
   * Makes the piece's file the target's.
   *
   * @param made a raw file with the piece
   * @return whether the target is there now, with nothing but the piece; else its own file is as it
   *     was
   */
  boolean take(Passage made) {
    Path file = Path.of(made.below());
    long start = made.place().offset();
    if (start > 0 && !shift.shift(file, start)) {
      return false;
    }
    try {
      try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
        bytes.setLength(assembly.virtualSize());
        for (Patch patch : made.patches()) {
          bytes.seek(start + patch.offset());
          bytes.write(patch.bytes());
        }
      }
      Files.move(file, disk.path());
      return true;
    } catch (IOException e) {
      throw new InputOutputException("writing '" + disk.path() + "'", e);
    }
  }
}
