package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * What of a subvolume no stream carries; paths are from its root on, that of the root is empty.
 *
 * <p>Compression needs no care: it is an extended attribute, and streams carry those.
 */
final class SubvolumeFiles {
  private static final int BATCH = 10_000;

  /** Number of inode, kind, number of links, path. */
  private static final String RECORD = "%i %y %n %P\\0";

  private static final String PLACE = "2";
  private static final String SUBVOLUME = "256";
  private static final String COMPRESSION = "c";
  private static final String NODATACOW = "C";
  private static final String VERITY = "V";

  private final Path root;
  private final Xargs xargs;
  private final List<byte[]> places = new ArrayList<>();
  private final List<byte[]> subvolumes = new ArrayList<>();
  private final List<File> nodatacow = new ArrayList<>();
  private final Map<String, List<byte[]>> flags = new LinkedHashMap<>();
  private final List<File> batch = new ArrayList<>();

  private SubvolumeFiles(Path root, Xargs xargs) {
    this.root = root;
    this.xargs = xargs;
  }

  /** A regular file or a folder. */
  static final class File {
    private final boolean folder;
    private final boolean alone;
    private final byte[] path;

    File(boolean folder, boolean alone, byte[] path) {
      this.folder = folder;
      this.alone = alone;
      this.path = path.clone();
    }

    /** Whether it has no other names. */
    boolean isAlone() {
      return alone;
    }

    byte[] path() {
      return path.clone();
    }
  }

  /** Looks at all files of a subvolume. */
  static SubvolumeFiles of(
      CommandRunner runner, ToolPaths tools, Path work, Path root, CancelToken stop) {
    Path listing = work.resolve("listing");
    runner
        .run(
            Command.of(
                    "listing the files",
                    Tool.FIND,
                    root.resolve(".").toString(),
                    "-xdev",
                    "(",
                    "-type",
                    "f",
                    "-o",
                    "-type",
                    "d",
                    ")",
                    "-fprintf",
                    listing.toString(),
                    RECORD)
                .stopWith(stop))
        .orThrow();
    SubvolumeFiles files =
        new SubvolumeFiles(root, new Xargs(runner, tools, work.resolve("names")));
    ZeroEnded.read(listing, files::add);
    files.look();
    return files;
  }

  /** Empty folders where a snapshot's original has subvolumes. */
  List<byte[]> places() {
    return places;
  }

  /** Subvolumes that lie in this one. */
  List<byte[]> subvolumes() {
    return subvolumes;
  }

  /** Regular files that are not copied on write. */
  List<File> nodatacow() {
    return nodatacow;
  }

  /** Letters of chattr(1), and what has them. */
  Map<String, List<byte[]>> flags() {
    return flags;
  }

  private void add(byte[] record) {
    int path = 0;
    for (int field = 0; field < 3; field++) {
      while (record[path] != ' ') {
        path++;
      }
      path++;
    }
    String[] field = new String(record, 0, path, StandardCharsets.US_ASCII).split(" ", -1);
    byte[] name = Arrays.copyOfRange(record, path, record.length);
    boolean folder = field[1].equals("d");
    if (folder && field[0].equals(PLACE)) {
      places.add(name);
    } else if (folder && field[0].equals(SUBVOLUME) && name.length > 0) {
      subvolumes.add(name);
    } else {
      batch.add(new File(folder, field[2].equals("1"), name));
    }
    if (batch.size() == BATCH) {
      look();
    }
  }

  private void look() {
    List<Lsattr.Flags> all =
        new Lsattr(xargs)
            .read(batch.stream().map(file -> FileFlags.below(root, file.path)).toList());
    for (int i = 0; i < all.size(); i++) {
      keep(batch.get(i), all.get(i).letters().replaceAll(COMPRESSION, ""));
    }
    batch.clear();
  }

  private void keep(File file, String letters) {
    if (letters.contains(VERITY)) {
      throw new RefusedException(
          "'"
              + RawName.readable(file.path)
              + "' is sealed by fs-verity, which a copied file cannot be; copy blocks.");
    }
    if (!file.folder && letters.contains(NODATACOW)) {
      nodatacow.add(file);
    }
    String rest = file.folder ? letters : letters.replace(NODATACOW, "");
    if (!rest.isEmpty()) {
      flags.computeIfAbsent(rest, key -> new ArrayList<>()).add(file.path);
    }
  }
}
