package org.diskreplicator.engine.port;

import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Content;

/** All replicators that a run knows; of two for one content the first is taken. */
public record Replicators(List<Replicator> all) {
  public Replicators {
    all = List.copyOf(all);
  }

  /** What makes this content anew. */
  public Optional<Replicator> of(Content content) {
    return all.stream().filter(one -> one.contents().contains(content.name())).findFirst();
  }

  public Optional<Replicator> named(String name) {
    return all.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
