package org.diskreplicator.engine.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.Tool;

/**
 * The flags and projects of the files of one tree: read by lsattr(1), set by chattr(1) in another.
 *
 * <p>Only what differs from the default is kept in memory.
 */
final class FileFlags {
  private static final int BATCH = 10_000;
  private static final String NO_PROJECT = "0";

  /** Whoever has these cannot be written by its bytes alone. */
  private static final String ENCRYPTED = "E";

  private static final String VERITY = "V";
  private static final String CASEFOLDED = "F";

  private final Xargs xargs;
  private final Path from;
  private final Map<Lsattr.Flags, List<byte[]>> found = new LinkedHashMap<>();
  private final List<byte[]> batch = new ArrayList<>();

  FileFlags(Xargs xargs, Path from) {
    this.xargs = xargs;
    this.from = from;
  }

  /** Reads the flags of all regular files and folders of a listing of {@link Find}. */
  void read(Path listing) {
    ZeroEnded.read(listing, record -> add(FoundFile.of(record)));
    look();
  }

  private void add(FoundFile file) {
    if (file.isRegular() || file.isFolder()) {
      batch.add(file.path());
    }
    if (batch.size() == BATCH) {
      look();
    }
  }

  private void look() {
    List<Lsattr.Flags> flags = lsattr(batch.stream().map(path -> below(from, path)).toList());
    for (int i = 0; i < flags.size(); i++) {
      Lsattr.Flags of = flags.get(i);
      if (!of.letters().isEmpty() || !of.project().equals(NO_PROJECT)) {
        refuse(of, batch.get(i));
        found.computeIfAbsent(of, key -> new ArrayList<>()).add(batch.get(i));
      }
    }
    batch.clear();
  }

  private List<Lsattr.Flags> lsattr(List<byte[]> files) {
    try {
      return new Lsattr(xargs).read(files);
    } catch (CommandFailedException e) {
      if (e.stderr().contains("Required key not available")) {
        throw new RefusedException(
            "Files are encrypted, and without their key none of them can be copied; copy blocks.");
      }
      throw e;
    }
  }

  private static void refuse(Lsattr.Flags flags, byte[] path) {
    String name = RawName.readable(path);
    if (flags.letters().contains(ENCRYPTED)) {
      throw new RefusedException(
          "'"
              + name
              + "' is encrypted, and without its key no file in it can be copied; copy blocks.");
    }
    if (flags.letters().contains(VERITY)) {
      throw new RefusedException(
          "'" + name + "' is sealed by fs-verity, which a copied file cannot be; copy blocks.");
    }
  }

  /** The folders that ignore case, which can be told only to empty folders. */
  Set<String> casefolded() {
    return found.entrySet().stream()
        .filter(entry -> entry.getKey().letters().contains(CASEFOLDED))
        .flatMap(entry -> entry.getValue().stream())
        .map(path -> new String(path, StandardCharsets.ISO_8859_1))
        .collect(Collectors.toSet());
  }

  /** Sets all in the copy; those that lock a file come with it, so nothing can follow. */
  void set(Path to) {
    found.forEach(
        (flags, paths) -> {
          List<byte[]> files = paths.stream().map(path -> below(to, path)).toList();
          if (!flags.project().equals(NO_PROJECT)) {
            chattr(files, "-p", flags.project());
          }
          String letters = flags.letters().replace(CASEFOLDED, "");
          if (!letters.isEmpty()) {
            chattr(files, "+" + letters);
          }
        });
  }

  private void chattr(List<byte[]> files, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--");
    xargs.run("setting the files' flags", files, Tool.CHATTR, all.toArray(String[]::new));
  }

  /** A path below a folder. */
  static byte[] below(Path folder, byte[] path) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(RawName.bytes(folder));
    bytes.write('/');
    bytes.writeBytes(path);
    return bytes.toByteArray();
  }
}
