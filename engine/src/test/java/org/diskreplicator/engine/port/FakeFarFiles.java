package org.diskreplicator.engine.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.TargetFacts;

/** Another machine, whose unfinished file is one of a folder here; keeps what was asked as text. */
public final class FakeFarFiles implements FarFiles {
  private final Path folder;
  private final List<String> calls = new ArrayList<>();

  public FakeFarFiles(Path folder) {
    this.folder = folder;
  }

  /** Such as {@code create 4096}, {@code publish KEEP}, and {@code drop}. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public TargetFacts look(RemoteAddress file) {
    throw new UnsupportedOperationException("a plan has it");
  }

  @Override
  public Unfinished create(RemoteAddress file, long bytes) {
    calls.add("create " + bytes);
    Path disk = folder.resolve("partial");
    try {
      Files.writeString(disk, "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Unfinished() {
      @Override
      public Path disk() {
        return disk;
      }

      @Override
      public void publish(Naming naming) {
        calls.add("publish " + naming);
      }

      @Override
      public void drop() {
        calls.add("drop");
      }
    };
  }
}
