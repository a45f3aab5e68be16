package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A privileged container of the project's image, one for the whole run of the tests, with the
 * packaged diskrep in {@code /opt/diskrep} and on the {@code PATH}.
 *
 * <p>It starts with the first command; where it cannot start, that command skips the running test
 * or fails it, as {@link SandboxImage#name} says. The folders that it hands out are on this
 * machine's disk and have the same path inside and outside. Safe for use by several threads.
 */
final class Sandbox implements AutoCloseable {
  private final AtomicInteger folders = new AtomicInteger();
  private Optional<SandboxContainer> container = Optional.empty();

  /** A command as root, not yet run; paths may be given as such. */
  SandboxCommand root(Object... argv) {
    return command(SandboxUser.ROOT, argv);
  }

  /** A command as a user without any privilege, not yet run; paths may be given as such. */
  SandboxCommand nobody(Object... argv) {
    return command(SandboxUser.NOBODY, argv);
  }

  /** A new empty folder on this machine's disk, which belongs to the user; others may write too. */
  Path newFolder(SandboxUser owner) {
    Path folder = started().work().resolve("folder-" + folders.incrementAndGet());
    root("mkdir", "--mode=777", folder).output();
    root("chown", owner.id(), folder).output();
    return folder;
  }

  /** Deletes a file or folder of the sandbox, whoever owns what is in it. */
  void delete(Path path) {
    root("rm", "-rf", "--one-file-system", "--", path).output();
  }

  /** A command, not yet run; paths may be given as such. */
  SandboxCommand command(SandboxUser user, Object... argv) {
    List<String> words = Stream.of(argv).map(Object::toString).toList();
    return SandboxCommand.of(this::started, user, words);
  }

  private synchronized SandboxContainer started() {
    if (container.isEmpty()) {
      container = Optional.of(SandboxContainer.start(SandboxImage.name()));
    }
    return container.get();
  }

  @Override
  public synchronized void close() {
    container.ifPresent(SandboxContainer::close);
    container = Optional.empty();
  }
}
