package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Printable;

/**
 * The folder where runs keep their journals, mount points and attached images; mode 0700.
 *
 * <p>Whoever can write there decides what {@link Cleanup} deletes, so it belongs to this user, and
 * what lies above it to this user or root. Its path holds no character that a tool could read as
 * something else ({@code dumpe2fs} splits at a question mark, QEMU at commas).
 */
public final class StateFolder {
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");
  private static final Pattern HARMLESS = Pattern.compile("/[A-Za-z0-9/._+@~-]*");

  private final Path path;

  private StateFolder(Path path) {
    this.path = path;
  }

  /**
   * The folder that {@code DISKREP_STATE} names, or the first that can be made of {@code
   * $XDG_STATE_HOME/diskrep}, {@code ~/.local/state/diskrep} and {@code /tmp/diskrep-UID}.
   *
   * @throws RefusedException when it belongs to somebody else
   */
  public static StateFolder ofEnvironment() {
    return of(System.getenv(), Path.of("/tmp"), ProcessIdentity.effectiveUserId());
  }

  static StateFolder of(Map<String, String> environment, Path temporary, long userId) {
    String named = environment.getOrDefault("DISKREP_STATE", "");
    if (!named.isEmpty()) {
      return at(Path.of(named).toAbsolutePath().normalize(), userId);
    }
    return Stream.of(
            absolute(environment, "XDG_STATE_HOME").map(base -> base.resolve("diskrep")),
            absolute(environment, "HOME").map(home -> home.resolve(".local/state/diskrep")))
        .flatMap(Optional::stream)
        .filter(candidate -> HARMLESS.matcher(candidate.toString()).matches())
        .map(candidate -> attempt(candidate, userId))
        .flatMap(Optional::stream)
        .findFirst()
        .orElseGet(() -> at(temporary.resolve("diskrep-" + userId), userId));
  }

  /**
   * The folder at {@code path}, made when it does not exist.
   *
   * @throws RefusedException when it belongs to somebody else or has a name that tools may misread
   */
  public static StateFolder at(Path path) {
    return at(path.toAbsolutePath().normalize(), ProcessIdentity.effectiveUserId());
  }

  private static StateFolder at(Path path, long userId) {
    if (!HARMLESS.matcher(path.toString()).matches()) {
      throw new RefusedException(
          "The state folder "
              + Printable.of(path)
              + " has a character in its name that some tools"
              + " misread. Set DISKREP_STATE to a path of letters, digits and . _ + @ ~ - only.");
    }
    try {
      return new StateFolder(prepare(path, userId));
    } catch (IOException e) {
      throw new InputOutputException("preparing the state folder " + path, e);
    }
  }

  private static Optional<Path> absolute(Map<String, String> environment, String name) {
    String value = environment.getOrDefault(name, "");
    return value.startsWith("/") ? Optional.of(Path.of(value).normalize()) : Optional.empty();
  }

  private static Optional<StateFolder> attempt(Path candidate, long userId) {
    try {
      return Optional.of(new StateFolder(prepare(candidate, userId)));
    } catch (IOException | RefusedException e) {
      return Optional.empty();
    }
  }

  private static Path prepare(Path path, long userId) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      requireTrusted(existingAncestor(path), userId);
      Files.createDirectories(path, PosixFilePermissions.asFileAttribute(PRIVATE));
    }
    requireOwn(path, userId);
    if (!Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS).equals(PRIVATE)) {
      Files.setPosixFilePermissions(path, PRIVATE);
    }
    return path.toRealPath();
  }

  private static Path existingAncestor(Path path) {
    Path ancestor = path;
    while (!Files.exists(ancestor) && ancestor.getParent() != null) {
      ancestor = ancestor.getParent();
    }
    return ancestor;
  }

  private static void requireTrusted(Path ancestor, long userId) throws IOException {
    long owner = owner(ancestor.toRealPath());
    if (owner != userId && owner != 0) {
      throw new RefusedException(
          "The folder "
              + ancestor
              + " belongs to somebody else (user "
              + owner
              + ")."
              + " Set DISKREP_STATE to a folder of your own.");
    }
  }

  private static void requireOwn(Path path, long userId) throws IOException {
    if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) || owner(path) != userId) {
      throw new RefusedException(
          "The state folder "
              + path
              + " is no folder of yours (owner: user "
              + owner(path)
              + ")."
              + " Remove it, or set DISKREP_STATE to a folder of your own.");
    }
  }

  private static long owner(Path path) throws IOException {
    return ((Number) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
  }

  public Path path() {
    return path;
  }

  /** Where each run has a folder. */
  Path runs() {
    return path.resolve("runs");
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
