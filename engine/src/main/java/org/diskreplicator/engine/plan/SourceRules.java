package org.diskreplicator.engine.plan;

import java.util.Optional;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SourceUse;

/** What a source must be like to be cloned. */
final class SourceRules {
  private SourceRules() {}

  /** Why the source is refused, as one sentence. */
  static Optional<String> refusal(Inspection source, CloneOptions options) {
    return mounted(source).or(() -> unrecognized(source, options));
  }

  private static Optional<String> mounted(Inspection source) {
    return source
        .use()
        .mountedAt()
        .map(
            place ->
                "'"
                    + source.image().path()
                    + "' is mounted writable at '"
                    + place
                    + "' and changes under the copy; unmount it or remount it read-only.");
  }

  private static Optional<String> unrecognized(Inspection source, CloneOptions options) {
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
