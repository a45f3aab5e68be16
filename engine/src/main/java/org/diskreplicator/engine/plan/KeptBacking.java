package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.Inspection;

/**
 * The image that a copy stands on as its source does.
 *
 * @param path absolute
 * @param name by which the copy's header means it: relative to the copy's folder, or absolute
 */
public record KeptBacking(Path path, ImageFormat format, String name) {
  /**
   * Of a copy of this source at {@code target}; empty when the source stands on nothing.
   *
   * <p>A name that is relative in the source stays so where the copy lies beside it, so that a
   * folder with a whole chain can be moved. Anywhere else the name is absolute.
   */
  static Optional<KeptBacking> of(Inspection source, Path target) {
    ImageInfo image = source.image();
    return image
        .layer()
        .flatMap(
            layer ->
                image
                    .backing()
                    .map(
                        below ->
                            new KeptBacking(
                                below.path(),
                                below.format(),
                                isMovable(layer.below()) && areNeighbours(image.path(), target)
                                    ? layer.below()
                                    : below.path().toString())));
  }

  private static boolean isMovable(String name) {
    return !name.startsWith("/");
  }

  /** Whether both are plainly in one folder: with {@code ..} behind a link nobody could tell. */
  private static boolean areNeighbours(Path first, Path second) {
    return isPlain(first)
        && isPlain(second)
        && first.resolveSibling("x").normalize().equals(second.resolveSibling("x").normalize());
  }

  private static boolean isPlain(Path path) {
    return StreamSupport.stream(path.spliterator(), false)
        .noneMatch(part -> part.toString().equals(".."));
  }

  /** Whether it lies where the copy is opened with it without further ado. */
  boolean isBeside(Path target) {
    Path folder = target.resolveSibling("x").normalize().getParent();
    return folder != null && path.normalize().startsWith(folder);
  }
}
