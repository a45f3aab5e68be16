package org.diskreplicator.it.sandbox;

import com.google.gson.Gson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.fixtures.Garbage;

/** Runs the programs of {@code src/test/python} as root; see their first lines for what they do. */
final class Examiner {
  private static final Path PROGRAMS = Path.of("src/test/python");
  private static final List<String> NAMES =
      List.of(
          "examine",
          "manifest",
          "compare",
          "btrfs-free",
          "minix-files",
          "hfsplus-files",
          "apfs-files");

  private final Sandbox sandbox;
  private Optional<Path> programs = Optional.empty();

  Examiner(Sandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Writes down what a raw disk holds, into a new folder. */
  Facts examine(Path raw, Path folder) {
    run("examine", raw, folder);
    return new Facts(folder);
  }

  /** The same of the disk as it is once its journals are finished. */
  Facts examineReplayed(Path raw, Path folder) {
    run("examine", raw, folder, "replay");
    return new Facts(folder);
  }

  /** Compares a copy, also shown as a raw file, with its original. */
  Comparison compare(Original original, Path raw, Path image) {
    Path source = original.raw().file();
    Path free = original.facts().free();
    String found = run("compare", "disks", source, raw, free, Garbage.MARKER, image);
    return new Gson().fromJson(found, Comparison.class);
  }

  /** Whether a file holds the marker of deleted data. */
  boolean holdsMarker(Path file) {
    return !run("compare", "find", Garbage.MARKER, file).strip().equals("[]");
  }

  /** Checksum of a file's content. */
  String digest(Path file) {
    return run("compare", "digest", file).strip();
  }

  /** The sandbox starts with the first cell, which then is the one to be skipped without it. */
  private synchronized Path programs() {
    if (programs.isEmpty()) {
      Path folder = sandbox.newFolder(SandboxUser.ROOT);
      NAMES.forEach(name -> install(PROGRAMS.resolve(name), folder.resolve(name)));
      programs = Optional.of(folder);
    }
    return programs.get();
  }

  /** Only users of the sandbox write into its folders. */
  private void install(Path program, Path copy) {
    try {
      String script = "printf %s \"$1\" >\"$0\" && chmod +x \"$0\"";
      sandbox.root("sh", "-c", script, copy, Files.readString(program)).output();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String run(String program, Object... arguments) {
    List<Object> argv = new ArrayList<>(List.of("python3", programs().resolve(program)));
    argv.addAll(List.of(arguments));
    return sandbox.root(argv.toArray()).output();
  }
}
