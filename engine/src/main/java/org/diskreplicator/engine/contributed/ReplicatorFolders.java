package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.Caller;

/**
 * The folders in which contributed replicators are looked for; of two with one name the first is
 * taken.
 *
 * <p>They are: those that the user names, those of {@code DISKREP_REPLICATORS}, the user's own
 * ({@code $XDG_DATA_HOME/diskrep/replicators} or {@code ~/.local/share/diskrep/replicators}), and
 * the one that comes with diskrep.
 */
public final class ReplicatorFolders {
  private static final String EXTENSION = ".json";
  private static final long LARGEST_MANIFEST = 64 << 10;

  private final List<Path> folders;
  private final Trust trust;
  private final Startable startable;

  private ReplicatorFolders(List<Path> folders, Trust trust, ToolPaths paths) {
    this.folders = List.copyOf(folders);
    this.trust = trust;
    this.startable = new Startable(paths);
  }

  /**
   * The folders of this process.
   *
   * @param named must be there; all others need not
   * @param shipped the folder that comes with diskrep
   * @throws RefusedException when one that is named is no folder
   */
  public static ReplicatorFolders of(
      List<Path> named,
      Map<String, String> environment,
      Optional<Path> shipped,
      long userId,
      ToolPaths paths) {
    for (Path folder : named) {
      if (!Files.isDirectory(folder)) {
        throw new RefusedException(
            "'" + folder + "' is no folder; --replicators takes a folder with replicators in it.");
      }
    }
    Set<Path> all = new LinkedHashSet<>();
    named.forEach(folder -> all.add(folder.toAbsolutePath().normalize()));
    ofVariable(environment).forEach(all::add);
    ofUser(environment).ifPresent(all::add);
    shipped.ifPresent(all::add);
    return new ReplicatorFolders(
        List.copyOf(all), Trust.of(userId, environment, Caller.ofEnvironment()), paths);
  }

  /**
   * Does nothing when a replicator and its content can have these names.
   *
   * @throws RefusedException when one of them cannot be
   */
  public static void requireNames(String name, String content) {
    if (!ManifestReader.NAME.matcher(name).matches()) {
      throw new RefusedException(
          "A replicator cannot be called '"
              + name
              + "'; use small letters, digits and . _ -, beginning with a letter or digit.");
    }
    if (!ManifestReader.CONTENT.matcher(content).matches()) {
      throw new RefusedException("'" + content + "' is no content; use a name of blkid's.");
    }
  }

  private static Stream<Path> ofVariable(Map<String, String> environment) {
    return Stream.of(environment.getOrDefault("DISKREP_REPLICATORS", "").split(":"))
        .filter(text -> text.startsWith("/"))
        .map(text -> Path.of(text).normalize());
  }

  private static Optional<Path> ofUser(Map<String, String> environment) {
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (data.startsWith("/")) {
      return Optional.of(Path.of(data).resolve("diskrep/replicators"));
    }
    return home.startsWith("/")
        ? Optional.of(Path.of(home).resolve(".local/share/diskrep/replicators"))
        : Optional.empty();
  }

  /** The folders, in the order in which they are searched. */
  public List<Path> all() {
    return folders;
  }

  /**
   * Looks into all folders.
   *
   * @param taken names that belong to replicators that come with the engine
   */
  public Shelf search(Set<String> taken) {
    List<Contribution> usable = new ArrayList<>();
    List<Shelf.Unusable> unusable = new ArrayList<>();
    for (Path folder : folders) {
      for (Path manifest : manifests(folder)) {
        String name = name(manifest);
        try {
          Contribution found = open(manifest);
          requireFree(name, taken);
          requireNew(name, usable);
          usable.add(found);
        } catch (UnusableException e) {
          unusable.add(new Shelf.Unusable(name, manifest, e.reason()));
        }
      }
    }
    return new Shelf(usable, unusable);
  }

  private static void requireFree(String name, Set<String> taken) {
    if (taken.contains(name)) {
      throw new UnusableException(
          "diskrep itself has a replicator of this name; give it another one");
    }
  }

  private static void requireNew(String name, List<Contribution> usable) {
    for (Contribution other : usable) {
      if (other.manifest().name().equals(name)) {
        throw new UnusableException(other.program() + " comes first and has the same name");
      }
    }
  }

  /**
   * The replicator whose program is {@code program}, or whose manifest is.
   *
   * @throws RefusedException when it cannot be used, with the reason
   */
  public Contribution at(Path program) {
    Path path = program.toAbsolutePath().normalize();
    Path manifest =
        path.toString().endsWith(EXTENSION)
            ? path
            : path.resolveSibling(path.getFileName() + EXTENSION);
    try {
      return open(manifest);
    } catch (UnusableException e) {
      throw new RefusedException(
          "The replicator '" + name(manifest) + "' cannot be used: " + e.reason() + ".");
    }
  }

  private static List<Path> manifests(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(EXTENSION)).sorted().toList();
    } catch (IOException e) {
      throw new InputOutputException("listing '" + folder + "'", e);
    } catch (UncheckedIOException e) {
      throw new InputOutputException("listing '" + folder + "'", new IOException(e));
    }
  }

  private static String name(Path manifest) {
    String file = manifest.getFileName().toString();
    return file.substring(0, file.length() - EXTENSION.length());
  }

  private Contribution open(Path manifest) {
    Path program = manifest.resolveSibling(name(manifest));
    try {
      if (!Files.isRegularFile(manifest)) {
        throw new UnusableException("there is no manifest " + manifest);
      }
      trust.require(manifest);
      Manifest read = ManifestReader.read(name(manifest), text(manifest));
      startable.require(program);
      trust.require(program);
      return new Contribution(read, program);
    } catch (CharacterCodingException e) {
      throw new UnusableException("the manifest is not in UTF-8");
    } catch (IOException e) {
      throw new UnusableException("it cannot be read: " + e.getMessage());
    }
  }

  private static String text(Path manifest) throws IOException {
    if (Files.size(manifest) > LARGEST_MANIFEST) {
      throw new UnusableException("the manifest is larger than 64 KiB");
    }
    return Files.readString(manifest);
  }
}
