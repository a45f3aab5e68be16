package org.diskreplicator.engine.execute;

import java.util.List;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;

/** Tells whether a content that was made anew holds the same as its original. */
@FunctionalInterface
public interface FileProof {
  /** Compares a region of one disk with a region of another; neither is changed. */
  Outcome compare(Inspection source, Region original, Inspection target, Region made);

  /**
   * What the comparison came to.
   *
   * @param differences the first ones, as sentences; none when all is equal
   * @param unproved why the files could not be compared, empty when they were
   */
  record Outcome(List<String> differences, String unproved) {
    public Outcome {
      differences = List.copyOf(differences);
    }
  }
}
