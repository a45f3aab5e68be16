package org.diskreplicator.engine.compare;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.execute.FileProof;
import org.diskreplicator.engine.execute.MaskedComparison;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** Proves by the comparison of files that a content made anew holds what its original held. */
public final class RebuiltProof implements FileProof {
  private static final int NAMED = 3;

  private final PartComparison parts;

  /**
   * Prepares comparisons.
   *
   * @param runFolder where masks and links may be written
   */
  public RebuiltProof(
      ImageFiles images,
      FileSystems fileSystems,
      FileSystemChecks checks,
      Windows windows,
      Path runFolder,
      CancelToken cancel,
      EventSink events) {
    this.parts =
        new PartComparison(
            fileSystems,
            windows,
            new MaskedComparison(images, runFolder),
            new TrustedFree(checks, windows),
            cancel,
            events);
  }

  @Override
  public Outcome compare(Inspection source, Region original, Inspection target, Region made) {
    PartResult result = parts.compare(new Side(source, original), new Side(target, made));
    // The blocks of what was made anew are others, so their comparison says nothing.
    return result.means() == PartResult.Means.BYTES
        ? new Outcome(List.of(), result.note())
        : new Outcome(sentences(result), "");
  }

  private static List<String> sentences(PartResult result) {
    return result.differences().stream()
        .limit(NAMED)
        .map(difference -> "'" + difference.where() + "': " + difference.what())
        .toList();
  }
}
