package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DeviceFacts.Access;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageInfo;
import org.diskreplicator.engine.model.InPlaceFacts;
import org.diskreplicator.engine.model.Inspection;

/** What a disk must be like to be made sparse where it is. */
final class InPlaceRules {
  private InPlaceRules() {}

  /** Why the disk is left alone, as one sentence. */
  static Optional<String> refusal(Inspection disk, InPlaceFacts facts) {
    Path path = disk.image().path();
    return Stream.<Supplier<Optional<String>>>of(
            () -> image(disk.image()),
            () -> SourceRules.mounted(path, disk.use()),
            () -> use(path, facts),
            () -> access(path, facts),
            () -> SourceRules.unrecognized(disk, CloneOptions.DEFAULT),
            () -> disorder(disk))
        .map(Supplier::get)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<String> image(ImageInfo image) {
    String copy = "; make a sparse copy instead, without --in-place.";
    if (image.format() != ImageFormat.RAW && image.format() != ImageFormat.QCOW2) {
      return sentence(
          image.path(), "is a " + image.format() + " image, which keeps its size" + copy);
    }
    if (image.backing().isPresent()) {
      return sentence(image.path(), "stands on another image, which others may use" + copy);
    }
    if (!image.dataFiles().isEmpty()) {
      return sentence(image.path(), "keeps its data in another file" + copy);
    }
    return image.encrypted() ? sentence(image.path(), "is encrypted" + copy) : Optional.empty();
  }

  private static Optional<String> use(Path path, InPlaceFacts facts) {
    return facts.uses().stream()
        .findFirst()
        .flatMap(use -> sentence(path, use + "; release it first."));
  }

  private static Optional<String> access(Path path, InPlaceFacts facts) {
    if (facts.access() == Access.READ_ONLY) {
      return sentence(path, "is read-only; nothing can be given back in it.");
    }
    if (facts.access() == Access.FORBIDDEN) {
      return sentence(path, "may not be written by you; become its owner or root.");
    }
    return facts.discards()
        ? Optional.empty()
        : sentence(path, "is a device that cannot be told what is free; nothing would change.");
  }

  private static Optional<String> disorder(Inspection disk) {
    return disk.areas().stream()
        .filter(area -> isDisordered(area.usedMap().state()))
        .findFirst()
        .map(area -> disorder(disk.image().path(), area));
  }

  private static String disorder(Path path, Area area) {
    return "'"
        + path
        + "' is left as it is, because "
        + area.title()
        + " ("
        + area.content().name()
        + ") is not in order ("
        + area.usedMap().reason()
        + "); mount and unmount it, or check it, or make a sparse copy without --in-place.";
  }

  /** A content that nobody knows is left alone, and is no reason to leave the others alone. */
  static boolean isDisordered(ContentState state) {
    return switch (state) {
      case DIRTY, NEEDS_REPLAY, HIBERNATED, DAMAGED -> true;
      case CLEAN, UNSUPPORTED, UNKNOWN -> false;
    };
  }

  private static Optional<String> sentence(Path path, String rest) {
    return Optional.of("'" + path + "' " + rest);
  }
}
