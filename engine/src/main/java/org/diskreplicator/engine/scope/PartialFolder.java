package org.diskreplicator.engine.scope;

import java.nio.file.Path;

/** The folder beside a target in which a run makes it, and keeps what it needs for that. */
public final class PartialFolder {
  private PartialFolder() {}

  /** Where it is; its name tells the run. */
  public static Path beside(Path target, String run) {
    return target.resolveSibling(".diskrep-" + run + ".partial");
  }
}
