package org.diskreplicator.engine.contributed;

import java.nio.file.Path;
import java.util.List;

/**
 * What a user says of replicators.
 *
 * @param folders to look into before all others
 * @param preferred names of those that are taken before all others for what they serve
 */
public record ReplicatorChoice(List<Path> folders, List<String> preferred) {
  /** Nothing. */
  public static final ReplicatorChoice NONE = new ReplicatorChoice(List.of(), List.of());

  public ReplicatorChoice {
    folders = List.copyOf(folders);
    preferred = List.copyOf(preferred);
  }
}
