package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.BtrfsFileSystems.Pair;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/** Gives the copy of a subvolume what no stream carried to it. */
final class SubvolumeFinish {
  private static final FileTime NO_TIME = FileTime.fromMillis(0);
  private static final String TEMPORARY = ".diskrep-nodatacow";
  private static final String SAME = "unix:ino,size,lastModifiedTime,ctime";

  private final CommandRunner runner;
  private final Xargs xargs;
  private final Path work;
  private final Pair subvolume;
  private final Optional<Pair> twin;
  private final Set<Path> changedFolders = new LinkedHashSet<>();

  SubvolumeFinish(
      CommandRunner runner, ToolPaths tools, Path work, Pair subvolume, Optional<Pair> twin) {
    this.runner = runner;
    this.xargs = new Xargs(runner, tools, work.resolve("names"));
    this.work = work;
    this.subvolume = subvolume;
    this.twin = twin;
  }

  /** Flags come last, as some of them lock files. */
  List<String> run(SubvolumeFiles files, CancelToken stop) {
    try {
      for (byte[] place : files.places()) {
        makePlace(path(subvolume.copy(), place));
      }
      // To receive it as a change of another one leaves a new time at its root.
      changedFolders.add(subvolume.copy());
      files.subvolumes().forEach(nested -> changed(path(subvolume.copy(), nested)));
      List<SubvolumeFiles.File> left = new ArrayList<>();
      for (SubvolumeFiles.File file : files.nodatacow()) {
        stop.throwIfCancelled();
        if (file.isAlone()) {
          makeNodatacow(file.path());
        } else {
          left.add(file);
        }
      }
      for (Path folder : changedFolders) {
        restoreTimes(folder);
      }
      files.flags().forEach(this::chattr);
      return left.isEmpty() ? List.of() : List.of(tell(left));
    } catch (IOException e) {
      throw new InputOutputException("finishing " + subvolume.copy(), e);
    }
  }

  private static String tell(List<SubvolumeFiles.File> files) {
    return "Files that have several names are copied on write now, although they were not; the"
        + " first is '"
        + RawName.readable(files.get(0).path())
        + "'.";
  }

  /** Its time is made up by the kernel in the original; see {@link Inodes.Oddities}. */
  private void makePlace(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      Files.createDirectory(folder);
      times(folder).setTimes(NO_TIME, NO_TIME, NO_TIME);
      changed(folder);
    }
  }

  private void changed(Path file) {
    changedFolders.add(file.getParent());
  }

  /** A file gets the flag while it is empty, so it is written once more under another name. */
  private void makeNodatacow(byte[] path) throws IOException {
    Path file = path(subvolume.copy(), path);
    Path original = path(subvolume.original(), path);
    Path made = Files.createFile(subvolume.copy().resolve(TEMPORARY));
    chattr("C", List.of(TEMPORARY.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
    Optional<Path> shared = twin.flatMap(other -> unchanged(other, path, original));
    copy(shared.orElse(file), made, shared.isPresent() ? "always" : "never");
    Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    changed(file);
    changed(made);
  }

  /** The twin's copy of a file that is the same in both originals. */
  private static Optional<Path> unchanged(Pair other, byte[] path, Path original) {
    try {
      Map<String, Object> here = Files.readAttributes(original, SAME, LinkOption.NOFOLLOW_LINKS);
      Path there = path(other.original(), path);
      return Files.exists(there, LinkOption.NOFOLLOW_LINKS)
              && here.equals(Files.readAttributes(there, SAME, LinkOption.NOFOLLOW_LINKS))
          ? Optional.of(path(other.copy(), path))
          : Optional.empty();
    } catch (IOException e) {
      throw new InputOutputException("comparing " + original, e);
    }
  }

  /** By a link, as its name need be no text. */
  private void copy(Path file, Path made, String sharing) throws IOException {
    Path link = work.resolve("file");
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, file);
    runner
        .run(
            Command.of(
                "copying a file that is not copied on write",
                Tool.CP,
                "--preserve=all",
                "--sparse=always",
                "--reflink=" + sharing,
                "--",
                link.toString(),
                made.toString()))
        .orThrow();
  }

  private void restoreTimes(Path copy) throws IOException {
    Path original = subvolume.original().resolve(subvolume.copy().relativize(copy));
    BasicFileAttributes attributes =
        Files.readAttributes(original, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    times(copy).setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
  }

  private static BasicFileAttributeView times(Path path) {
    return Files.getFileAttributeView(
        path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
  }

  private void chattr(String letters, List<byte[]> paths) {
    xargs.run(
        "setting the files' flags",
        paths.stream().map(path -> FileFlags.below(subvolume.copy(), path)).toList(),
        Tool.CHATTR,
        "+" + letters,
        "--");
  }

  private static Path path(Path root, byte[] path) {
    return path.length == 0 ? root : RawName.resolve(root, RawName.readable(path));
  }
}
