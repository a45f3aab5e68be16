package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.UUID;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.model.TargetFacts.Folder;
import org.diskreplicator.engine.model.TargetFacts.Place;
import org.diskreplicator.engine.port.FarFiles;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.port.RemoteNames;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.FarFile;
import org.diskreplicator.engine.scope.Undo;

/**
 * Files that are made by ssh: sftp(1) looks, renames and removes, and nbdkit(1) writes.
 *
 * <p>The bytes go through the socket of a {@link RemoteExports}, so that only those travel which
 * QEMU writes.
 */
public final class SshFiles implements FarFiles {
  private final CommandRunner runner;
  private final Exports exports;
  private final RemoteNames names;
  private final CleanupStack stack;
  private final Path folder;

  /** Makes a file of so many bytes on its server and shows it here, under the user's name. */
  @FunctionalInterface
  interface Exports {
    ShownDisk create(FarFile file, RemoteAddress name, long bytes);
  }

  /**
   * Prepares for one run.
   *
   * @param folder the run's own
   */
  public SshFiles(
      CommandRunner runner,
      RemoteExports exports,
      RemoteNames names,
      CleanupStack stack,
      Path folder) {
    this(runner, exports::create, names, stack, folder);
  }

  SshFiles(
      CommandRunner runner, Exports exports, RemoteNames names, CleanupStack stack, Path folder) {
    this.runner = runner;
    this.exports = exports;
    this.names = names;
    this.stack = stack;
    this.folder = folder;
  }

  static FarFile far(RemoteAddress address) {
    return new FarFile(address.user(), address.host(), address.port(), address.path());
  }

  @Override
  public TargetFacts look(RemoteAddress address) {
    FarFile file = far(address);
    Path stand = stand(address);
    CommandResult result =
        runner.run(
            file.batch(
                "looking at '" + address + "'",
                "-df " + FarFile.word(file.folder()),
                "cd " + FarFile.word(file.folder()),
                "-cd " + file.word(),
                "-ls -ln " + file.word()));
    return new TargetFacts(
        stand,
        result.exitCode() == 0 ? SftpListing.place(result, file) : Place.FREE,
        result.exitCode() == 0 ? Folder.WRITABLE : SftpListing.folder(result, address),
        false,
        SftpListing.space(result),
        Long.MAX_VALUE);
  }

  /** A name that tells the format and is never made. */
  private Path stand(RemoteAddress address) {
    String path = address.path();
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (name.isEmpty()) {
      throw new RefusedException("'" + address + "' is a folder; give the name of a file in it.");
    }
    Path stand = folder.toAbsolutePath().resolve("named").resolve(name);
    names.add(stand, address);
    return stand;
  }

  @Override
  public Unfinished create(RemoteAddress address, long bytes) {
    FarFile file = far(address);
    String name = ".diskrep-" + folder.getFileName() + "-" + UUID.randomUUID() + ".partial";
    FarFile partial = file.at(file.folder().replaceFirst("/$", "") + "/" + name);
    CleanupStack.Entry entry = stack.push(new Undo.RemoveFarFile(partial));
    ShownDisk shown = exports.create(partial, address, bytes);
    return new Partial(address, partial, shown, entry);
  }

  private final class Partial implements Unfinished {
    private final RemoteAddress address;
    private final FarFile partial;
    private final ShownDisk shown;
    private final CleanupStack.Entry entry;

    private Partial(
        RemoteAddress address, FarFile partial, ShownDisk shown, CleanupStack.Entry entry) {
      this.address = address;
      this.partial = partial;
      this.shown = shown;
      this.entry = entry;
    }

    @Override
    public Path disk() {
      return shown.disk().file();
    }

    /** Without {@code -l} sftp replaces what has the name, with it the server refuses to. */
    @Override
    public void publish(Naming naming) {
      shown.end().run();
      String verb = naming == Naming.REPLACE ? "rename " : "rename -l ";
      CommandResult result =
          runner.run(
              partial.batch(
                  "naming the finished target '" + address + "'",
                  verb + partial.word() + " " + far(address).word()));
      if (result.exitCode() != 0 && naming == Naming.KEEP && isTaken()) {
        throw new RefusedException(
            "'" + address + "' came into being during the copy; it is kept, the copy is dropped.");
      }
      result.orThrow();
      stack.forget(entry);
    }

    private boolean isTaken() {
      return look(address).place() != Place.FREE;
    }

    @Override
    public void drop() {
      shown.end().run();
      stack.release(entry);
    }
  }
}
