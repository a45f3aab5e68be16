package org.diskreplicator.engine.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.Containers.Access;
import org.diskreplicator.engine.port.Containers.Mount;

/** What a container has to see so that names of files lead to the same files in it. */
final class FilesInside {
  static final Path DEVICES = Path.of("/dev");
  private static final int MOST_LINKS = 40;

  private FilesInside() {}

  /**
   * Mounts of files, read-only, one by one: what else is in their folders stays outside. A name
   * that is a symbolic link is followed here, and becomes the file itself inside; so does each name
   * on the way, because links in images name those. Devices are there anyway.
   */
  static List<Mount> readOnly(Collection<Path> files) {
    Set<Path> names = new LinkedHashSet<>();
    files.forEach(file -> addNames(file.toAbsolutePath().normalize(), names));
    return names.stream()
        .filter(name -> !name.startsWith(DEVICES) && Files.exists(name))
        .map(name -> Mount.same(name, Access.READ_ONLY))
        .toList();
  }

  private static void addNames(Path file, Set<Path> names) {
    try {
      Path name = file;
      for (int i = 0; i < MOST_LINKS && Files.isSymbolicLink(name); i++) {
        names.add(name);
        name = name.resolveSibling(Files.readSymbolicLink(name)).normalize();
      }
      names.add(name);
      names.add(file.toRealPath());
    } catch (IOException e) {
      throw new InputOutputException("following '" + file + "'", e);
    }
  }
}
