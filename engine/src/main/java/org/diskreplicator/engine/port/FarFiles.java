package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.TargetFacts;

/** Files that are made on other machines. */
public interface FarFiles {
  /**
   * Looks at the place where a file shall be, without touching it.
   *
   * @return by a path of this machine, which stands for the address in all that is printed
   * @throws RefusedException when the server is not reached, or not the one that it claims to be
   */
  TargetFacts look(RemoteAddress file);

  /**
   * Makes a file of {@code bytes} zeros beside the place of {@code file}, under a name of its own;
   * it takes no space yet. It is removed when the run ends, unless it has got its name.
   *
   * @throws RefusedException when it may not be made there
   */
  Unfinished create(RemoteAddress file, long bytes);

  /** A file that is being made. */
  interface Unfinished {
    /** What this machine sees of it, to be written through the socket beside it. */
    Path disk();

    /**
     * Gives it its name, in one step that others see; it can no longer be written then.
     *
     * @throws RefusedException when the name was taken meanwhile, and is to be kept
     */
    void publish(Naming naming);

    /** Removes it. */
    void drop();
  }

  /** What becomes of a file that has the name. */
  enum Naming {
    KEEP,
    REPLACE
  }
}
