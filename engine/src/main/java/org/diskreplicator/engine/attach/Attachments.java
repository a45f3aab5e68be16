package org.diskreplicator.engine.attach;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.attach.Attachment.ShownFile;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Shown;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Polling;
import org.diskreplicator.engine.scope.ProcessIdentity;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.scope.Undoer;

/**
 * Images that are shown as files until they are detached, each in a folder of its own below the
 * state folder.
 *
 * <p>Read-only, one daemon shows the disk and all partitions. Writable, QEMU allows one export per
 * node, so one daemon shows the disk, and a second one shows the partitions of that file. Whoever
 * writes should use either the disk or its partitions at one time, and close a file before it is
 * read elsewhere: the kernel caches each of them.
 */
public final class Attachments {
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final StateFolder state;
  private final DiskExports exports;
  private final Undoer undoer;

  public Attachments(StateFolder state, DiskExports exports, Undoer undoer) {
    this.state = state;
    this.exports = exports;
    this.undoer = undoer;
  }

  private Path home() {
    return state.path().resolve("attached");
  }

  /**
   * Shows an image and its partitions as files.
   *
   * @param stack releases all when it fails half way
   * @throws RefusedException when the image is attached already and one of both can write
   */
  public Attachment attach(AttachRequest request, CleanupStack stack) {
    refuseSecondWriter(request);
    try {
      Path folder = newFolder();
      Attachment attachment = describe(request, folder);
      List<CleanupStack.Entry> entries = push(attachment, stack);
      AttachmentFile.write(attachment);
      for (ShownFile file : attachment.files()) {
        Files.createFile(file.path());
      }
      start(request, attachment);
      entries.forEach(stack::forget);
      return attachment;
    } catch (IOException e) {
      throw new InputOutputException("attaching " + request.image().path(), e);
    }
  }

  private void refuseSecondWriter(AttachRequest request) {
    for (Attachment other : list()) {
      boolean writes = other.access() == Access.WRITABLE || request.access() == Access.WRITABLE;
      if (writes && isSame(other.image(), request.image().path())) {
        throw new RefusedException(
            "'%s' is attached already (%s, %s); detach it first with: diskrep detach %s."
                .formatted(other.image(), other.id(), text(other.access()), other.id()));
      }
    }
  }

  private static String text(Access access) {
    return access == Access.WRITABLE ? "writable" : "read-only";
  }

  private static boolean isSame(Path first, Path second) {
    try {
      return first.equals(second) || Files.isSameFile(first, second);
    } catch (IOException e) {
      return false;
    }
  }

  /** The smallest number that is free is the id. */
  private Path newFolder() throws IOException {
    Files.createDirectories(home(), PRIVATE_FOLDER);
    for (int id = 1; ; id++) {
      try {
        return Files.createDirectory(home().resolve(Integer.toString(id)), PRIVATE_FOLDER);
      } catch (FileAlreadyExistsException e) {
        // somebody else's
      }
    }
  }

  private Attachment describe(AttachRequest request, Path folder) {
    List<ShownFile> files = new ArrayList<>();
    Extent whole = new Extent(0, request.size().bytes());
    files.add(new ShownFile(folder.resolve("disk"), Optional.empty(), whole, request.content()));
    for (AttachRequest.Part part : request.parts()) {
      Path path = folder.resolve("p" + part.number());
      files.add(new ShownFile(path, Optional.of(part.number()), part.extent(), part.content()));
    }
    return new Attachment(
        String.valueOf(folder.getFileName()),
        folder,
        request.image().path().toAbsolutePath(),
        request.image().format(),
        request.access(),
        exports.way(),
        files);
  }

  private static List<CleanupStack.Entry> push(Attachment attachment, CleanupStack stack) {
    List<Undo> undos = new ArrayList<>(attachment.undos());
    Collections.reverse(undos);
    return undos.stream().map(stack::push).toList();
  }

  private void start(AttachRequest request, Attachment attachment) {
    Path disk = attachment.disk().path();
    List<Shown> parts =
        attachment.parts().stream()
            .map(part -> new Shown(Optional.of(part.extent()), part.path()))
            .toList();
    if (request.access() == Access.READ_ONLY) {
      List<Shown> all = new ArrayList<>(parts);
      all.add(0, new Shown(Optional.empty(), disk));
      exports.show(request.image(), Access.READ_ONLY, all, attachment.diskPid());
      return;
    }
    Shown whole = new Shown(Optional.of(attachment.disk().extent()), disk);
    exports.show(request.image(), Access.WRITABLE, List.of(whole), attachment.diskPid());
    if (!parts.isEmpty()) {
      exports.showParts(disk, parts, attachment.partsPid());
    }
  }

  /** All attachments, also those whose process is gone, in the order of their ids. */
  public List<Attachment> list() {
    List<Attachment> all = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(home(), "[0-9]*")) {
      for (Path folder : folders) {
        AttachmentFile.read(folder).ifPresent(all::add);
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new InputOutputException("listing " + home(), e);
    }
    all.sort(Comparator.comparing((Attachment a) -> a.id().length()).thenComparing(Attachment::id));
    return all;
  }

  /** Whether its process runs; none does after a reboot. */
  public boolean isAlive(Attachment attachment) {
    return !daemons(attachment).isEmpty();
  }

  private static Set<Long> daemons(Attachment attachment) {
    Set<Long> pids = new HashSet<>();
    for (Path file : attachment.pidFiles()) {
      try {
        long pid = Long.parseLong(Files.readString(file).strip());
        if (ProcessIdentity.isRunningWith(pid, file.toString())) {
          pids.add(pid);
        }
      } catch (IOException | NumberFormatException e) {
        // not started, or ended: it removes its file
      }
    }
    return pids;
  }

  /**
   * Ends one attachment.
   *
   * @param name its id, or the path of its image
   * @throws RefusedException when there is none, or when somebody uses its files
   */
  public List<Attachment> detach(String name) {
    List<Attachment> all = list();
    List<Attachment> found = all.stream().filter(a -> a.id().equals(name)).toList();
    if (found.isEmpty()) {
      Path path = DiskName.parse(name).path();
      found = all.stream().filter(a -> isSame(a.image(), path)).toList();
    }
    if (found.isEmpty()) {
      throw new RefusedException(
          "'" + name + "' is not attached; see what is with: diskrep attach --list.");
    }
    found.forEach(this::detach);
    return found;
  }

  /** Removes what is left of attachments whose process is gone, as after a reboot. */
  public List<Attachment> detachDead() {
    List<Attachment> dead = list().stream().filter(one -> !isAlive(one)).toList();
    dead.forEach(this::detach);
    return dead;
  }

  /** A program that only looks at each new device, such as udev's, is given time to end. */
  private static List<String> usersOf(Attachment attachment) throws IOException {
    List<Path> devices =
        attachment.files().stream().map(ShownFile::device).flatMap(Optional::stream).toList();
    Users users = new Users(attachment.folder(), devices, daemons(attachment));
    List<String> found = users.find();
    for (int look = 0; !devices.isEmpty() && !found.isEmpty() && look < 2; look++) {
      new Polling(Duration.ofMillis(500), Duration.ofMillis(500)).until(() -> false);
      found = users.find();
    }
    return found;
  }

  /** Ends one attachment; when its process is gone already, it removes what is left. */
  public void detach(Attachment attachment) {
    try {
      List<String> users = usersOf(attachment);
      if (isAlive(attachment) && !users.isEmpty()) {
        throw new RefusedException(
            "'%s' is in use by %s; unmount or close that first, then detach again."
                .formatted(attachment.image(), String.join(", ", users)));
      }
    } catch (IOException e) {
      throw new InputOutputException("looking for users of " + attachment.folder(), e);
    }
    attachment.undos().forEach(undoer::undo);
  }
}
