package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;

/**
 * For whom a run works as root in a container: that one owns what it leaves outside.
 *
 * @param run id of the run that has started the container; the run inside takes it too, so that the
 *     one outside knows the names of what is made
 * @param umask bits that no new file of the caller has
 */
public record Caller(String run, long userId, long groupId, int umask) {
  /** Set in the container only. */
  public static final String VARIABLE = "DISKREP_CALLER";

  private static final Pattern TEXT =
      Pattern.compile("([0-9a-z-]{1,80}):(\\d{1,10}):(\\d{1,10}):([0-7]{1,4})");

  private static final int ALL_FOLDER = 0777;
  private static final int ALL_FILE = 0666;

  /** This process as a caller. */
  public static Caller ofThisProcess(String run) {
    return new Caller(
        run,
        ProcessIdentity.effectiveUserId(),
        ProcessIdentity.effectiveGroupId(),
        ProcessIdentity.umask());
  }

  /** The caller that started this process in a container; empty everywhere else. */
  public static Optional<Caller> ofEnvironment() {
    return of(System.getenv());
  }

  static Optional<Caller> of(Map<String, String> environment) {
    Matcher text = TEXT.matcher(environment.getOrDefault(VARIABLE, ""));
    return text.matches()
        ? Optional.of(
            new Caller(
                text.group(1),
                Long.parseLong(text.group(2)),
                Long.parseLong(text.group(3)),
                Integer.parseInt(text.group(4), 8)))
        : Optional.empty();
  }

  /** The value of {@link #VARIABLE}. */
  public String text() {
    return run + ":" + userId + ":" + groupId + ":" + Integer.toOctalString(umask);
  }

  /** Gives a new file or folder to the caller, as if the caller had made it. */
  public void own(Path path) {
    try {
      int all = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) ? ALL_FOLDER : ALL_FILE;
      Files.setPosixFilePermissions(path, permissions(all & ~umask));
      setOwner(path, "unix:gid", groupId);
      setOwner(path, "unix:uid", userId);
    } catch (IOException e) {
      throw new InputOutputException("giving '" + path + "' to user " + userId, e);
    }
  }

  /** Some file systems know one owner of all and refuse to be told who it is. */
  private static void setOwner(Path path, String attribute, long id) throws IOException {
    Number now = (Number) Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
    if (now.longValue() != id) {
      Files.setAttribute(path, attribute, (int) id, LinkOption.NOFOLLOW_LINKS);
    }
  }

  private static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    PosixFilePermission[] all = PosixFilePermission.values();
    for (int i = 0; i < all.length; i++) {
      if ((mode >> (all.length - 1 - i) & 1) == 1) {
        set.add(all[i]);
      }
    }
    return set;
  }
}
