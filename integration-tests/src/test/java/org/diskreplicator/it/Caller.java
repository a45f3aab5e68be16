package org.diskreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Who runs diskrep. */
enum Caller {
  /** A user without any privilege: 65534 when the tests run as root, else whoever runs them. */
  ORDINARY {
    @Override
    List<String> prefix() {
      return isRoot()
          ? List.of(
              Tools.find("setpriv").toString(),
              "--reuid=" + UID,
              "--regid=" + UID,
              "--clear-groups",
              "--")
          : List.of();
    }

    @Override
    void own(Path file) throws IOException {
      if (isRoot()) {
        setOwner(file, UID);
      }
    }
  },
  /** The same, but one who may use the Docker engine of the tests. */
  ENGINE_USER {
    @Override
    List<String> prefix() {
      return isRoot()
          ? List.of(
              Tools.find("setpriv").toString(),
              "--reuid=" + UID,
              "--regid=" + UID,
              "--groups=" + groupOf(engineSocket()),
              "--")
          : List.of();
    }

    @Override
    void own(Path file) throws IOException {
      ORDINARY.own(file);
    }
  },
  ROOT {
    @Override
    List<String> prefix() {
      Requirement.that(isRoot(), "root");
      return List.of();
    }

    @Override
    void own(Path file) throws IOException {
      setOwner(file, 0);
    }
  };

  private static final int UID = 65534;

  /** What comes before the command. */
  abstract List<String> prefix();

  /** Gives a file to this user. */
  abstract void own(Path file) throws IOException;

  private static void setOwner(Path file, int id) throws IOException {
    Files.setAttribute(file, "unix:uid", id);
    Files.setAttribute(file, "unix:gid", id);
  }

  private static Path engineSocket() {
    String address = System.getenv().getOrDefault("DOCKER_HOST", "unix:///var/run/docker.sock");
    Requirement.that(address.startsWith("unix://"), "a Docker engine on a socket");
    return Path.of(address.substring("unix://".length()));
  }

  private static int groupOf(Path file) {
    try {
      return (Integer) Files.getAttribute(file, "unix:gid");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}
