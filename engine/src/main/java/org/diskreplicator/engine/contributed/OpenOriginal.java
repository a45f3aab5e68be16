package org.diskreplicator.engine.contributed;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.port.Mounts.Mounted;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;

/** The original as the program sees it. */
record OpenOriginal(Window window, Optional<Mounted> mounted) implements AutoCloseable {
  static OpenOriginal open(
      Replicator.Original original, Manifest manifest, ContributedReplicator.Place place) {
    Window window = place.windows().guarded(original.disk(), original.part());
    try {
      return new OpenOriginal(
          window,
          manifest
              .source()
              .map(way -> place.mounts().original(original.disk(), original.part(), way)));
    } catch (RuntimeException e) {
      window.close();
      throw e;
    }
  }

  Path file() {
    return window.path();
  }

  Optional<Path> folder() {
    return mounted.map(Mounted::folder);
  }

  @Override
  public void close() {
    try {
      mounted.ifPresent(Mounted::close);
    } finally {
      window.close();
    }
  }
}
