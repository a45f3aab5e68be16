package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.scope.Caller;

/**
 * Whose programs this process starts. What root runs must be root's, or that of the user who became
 * root by sudo or works in a container, and nobody else can have changed it: neither the file nor a
 * folder on the way to it. An ordinary user risks no more than by starting the program by hand.
 */
final class Trust {
  private static final int OTHERS_WRITE = 2;
  private static final int STICKY = 01000;

  private final boolean superUser;
  private final Set<Integer> owners;

  private Trust(boolean superUser, Set<Integer> owners) {
    this.superUser = superUser;
    this.owners = owners;
  }

  static Trust of(long userId, Map<String, String> environment, Optional<Caller> caller) {
    Set<Integer> owners = new HashSet<>(List.of(0, (int) userId));
    String invoker = environment.getOrDefault("SUDO_UID", "");
    if (invoker.matches("\\d{1,9}")) {
      owners.add(Integer.valueOf(invoker));
    }
    caller.ifPresent(one -> owners.add((int) one.userId()));
    return new Trust(userId == 0, owners);
  }

  /**
   * Looks at a file and at all folders above it.
   *
   * @throws UnusableException when somebody else can change what it is
   */
  void require(Path file) throws IOException {
    if (!superUser) {
      return;
    }
    for (Path path = file.toRealPath(); path != null; path = path.getParent()) {
      requireOne(path);
    }
  }

  private void requireOne(Path path) throws IOException {
    int owner = ((Number) Files.getAttribute(path, "unix:uid")).intValue();
    int mode = ((Number) Files.getAttribute(path, "unix:mode")).intValue();
    if (!owners.contains(owner)) {
      throw new UnusableException(
          path + " belongs to user " + owner + ", so root does not run it; use chown, or copy it");
    }
    boolean kept = Files.isDirectory(path) && (mode & STICKY) != 0;
    if ((mode & OTHERS_WRITE) != 0 && !kept) {
      throw new UnusableException(
          path + " can be written by everybody, so root does not run it; use chmod o-w");
    }
  }
}
