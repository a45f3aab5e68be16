package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Deletes a folder with all that is in it, relative to open folders: nobody can put a symbolic link
 * in the way between a look and a deletion (unlinkat(2)).
 */
final class TreeDeletion {
  private final List<Path> last;

  /** In any order. */
  TreeDeletion() {
    this(List.of());
  }

  /**
   * With an end that is known.
   *
   * @param last names of files that go after all others beside them, in this order
   */
  TreeDeletion(List<Path> last) {
    this.last = List.copyOf(last);
  }

  /** For the folder of a run: as long as anything is in it, it tells whose it is. */
  static TreeDeletion ofRun() {
    return new TreeDeletion(List.of(Path.of(JournalFile.NAME), Path.of(OwnerFile.NAME)));
  }

  /**
   * Deletes {@code folder}.
   *
   * @return false when there is none
   * @throws IOException also when something is mounted in it
   */
  boolean delete(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      return Files.deleteIfExists(folder);
    }
    if (MountTable.current().holdsAnyBelow(folder)) {
      throw new FileSystemException(folder.toString(), null, "something is mounted in it");
    }
    try (DirectoryStream<Path> parent = Files.newDirectoryStream(folder.getParent())) {
      deleteIn((SecureDirectoryStream<Path>) parent, folder.getFileName());
    }
    return true;
  }

  private void deleteIn(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    try {
      deleteThere(parent, name);
    } catch (NoSuchFileException e) {
      // Another process has deleted it, which is all that is wanted.
    }
  }

  private void deleteThere(SecureDirectoryStream<Path> parent, Path name) throws IOException {
    if (!isFolder(parent, name)) {
      parent.deleteFile(name);
      return;
    }
    try (SecureDirectoryStream<Path> folder =
        parent.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> names = new ArrayList<>();
      folder.forEach(child -> names.add(child.getFileName()));
      names.sort(Comparator.comparingInt(last::indexOf));
      for (Path child : names) {
        deleteIn(folder, child);
      }
    }
    parent.deleteDirectory(name);
  }

  private static boolean isFolder(SecureDirectoryStream<Path> parent, Path name)
      throws IOException {
    return parent
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes()
        .isDirectory();
  }
}
