package org.diskreplicator.engine.plan;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SourceUse;

/** What a source must be like to be cloned. */
public final class SourceRules {
  private SourceRules() {}

  /** Why the source is refused, as one sentence. */
  static Optional<String> refusal(Inspection source, CloneOptions options) {
    return mounted(source.image().path(), source.use()).or(() -> unrecognized(source, options));
  }

  /** Why a source that somebody may write to is refused, as one sentence. */
  public static Optional<String> mounted(Path image, SourceUse use) {
    return use.mountedAt()
        .map(
            place ->
                "'"
                    + image
                    + "' is mounted writable at '"
                    + place
                    + "' and changes under the copy; unmount it or remount it read-only.");
  }

  /** Why what nobody would call a disk is refused, as one sentence. */
  static Optional<String> unrecognized(Inspection source, CloneOptions options) {
    boolean looksLikeNoDisk =
        source.image().format() == ImageFormat.RAW
            && source.use().kind() == SourceUse.Kind.FILE
            && options.sourceFormat() == CloneOptions.SourceFormat.DETECTED
            && source.table().isEmpty()
            && source.regions().stream()
                .allMatch(region -> region.content() instanceof Content.Unknown);
    return looksLikeNoDisk
        ? Optional.of(
            "'"
                + source.image().path()
                + "' does not look like a disk: it has no image header, no partition table and no"
                + " known content; if it is a raw disk, give --source-format raw.")
        : Optional.empty();
  }
}
