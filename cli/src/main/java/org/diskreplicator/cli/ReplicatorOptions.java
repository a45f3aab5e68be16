package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.contributed.ReplicatorChoice;
import picocli.CommandLine.Option;

/** Options about contributed replicators. */
final class ReplicatorOptions {
  @Option(
      names = "--replicators",
      paramLabel = "DIR",
      description = {
        "Look for contributed replicators in DIR too, before all other folders; can be given"
            + " several times."
      })
  private List<Path> folders = List.of();

  @Option(
      names = "--replicator",
      paramLabel = "NAME",
      description = "Take this replicator for all that it serves, before any other.")
  private List<String> preferred = List.of();

  ReplicatorChoice choice() {
    return new ReplicatorChoice(folders, preferred);
  }
}
