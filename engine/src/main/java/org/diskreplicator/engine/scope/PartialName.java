package org.diskreplicator.engine.scope;

import java.nio.file.Path;

/** The name of the folder beside a target in which a run makes it. */
public final class PartialName {
  private PartialName() {}

  /** Where the folder is; its name tells the run. */
  public static Path beside(Path target, String run) {
    return target.resolveSibling(".diskrep-" + run + ".partial");
  }
}
