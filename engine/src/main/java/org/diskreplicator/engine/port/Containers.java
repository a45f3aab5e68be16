package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;

/** Containers of the project's image, in which a command is root and has all programs. */
public interface Containers {
  /**
   * Looks for an engine that answers and for the image.
   *
   * @throws MissingPrerequisiteException when one of them is not there
   */
  void require();

  /**
   * Runs a command in a new container that is gone when this returns; what the command prints goes
   * to the streams of this process as it comes.
   *
   * @return the command's exit status
   * @throws MissingPrerequisiteException when the container cannot be started
   * @throws CommandFailedException when it was killed
   */
  int run(Order order);

  /**
   * What is to run.
   *
   * @param name of the container, unique on this machine
   * @param mounts in any order; all devices of this machine are there without being named
   * @param argv the program first
   */
  record Order(
      String name,
      List<Mount> mounts,
      Map<String, String> environment,
      Path workFolder,
      List<String> argv) {
    public Order {
      mounts = List.copyOf(mounts);
      environment = Map.copyOf(environment);
      argv = List.copyOf(argv);
    }
  }

  /** A file or folder of this machine that the container sees. */
  record Mount(Path path, Path inside, Access access) {
    /** One that has the same path inside. */
    public static Mount same(Path path, Access access) {
      return new Mount(path, path, access);
    }
  }

  /** Whether it can be written there. */
  enum Access {
    READ_ONLY,
    WRITABLE
  }
}
