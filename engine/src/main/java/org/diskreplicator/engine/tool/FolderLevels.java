package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Tool;

/**
 * Makes folders of which some ignore case, one level after the other: only an empty folder can be
 * told to, and a new folder does what its parent does.
 */
final class FolderLevels {
  private final TarPipes pipes;
  private final Xargs xargs;
  private final Path to;
  private final Set<String> casefolded;

  FolderLevels(TarPipes pipes, Xargs xargs, Path to, Set<String> casefolded) {
    this.pipes = pipes;
    this.xargs = xargs;
    this.to = to;
    this.casefolded = casefolded;
  }

  /** Makes all folders of a list. */
  void make(Path folders, CancelToken stop) {
    Map<Integer, List<byte[]>> levels = new TreeMap<>();
    ZeroEnded.read(
        folders, path -> levels.computeIfAbsent(depth(path), depth -> new ArrayList<>()).add(path));
    for (List<byte[]> level : levels.values()) {
      Path list = folders.resolveSibling("level");
      write(level, list);
      pipes.copy(List.of(list), Tar.Metadata.WITHOUT_ATTRIBUTES, stop);
      chattr(level.stream().filter(path -> ignoresCase(path)).toList(), "+F");
      chattr(level.stream().filter(path -> mustNotInherit(path)).toList(), "-F");
    }
  }

  private static int depth(byte[] path) {
    int slashes = 0;
    for (byte b : path) {
      slashes += b == '/' ? 1 : 0;
    }
    return slashes;
  }

  private static void write(List<byte[]> names, Path file) {
    try (NameList list = new NameList(file)) {
      names.forEach(list::add);
    } catch (IOException e) {
      throw new InputOutputException("writing " + file, e);
    }
  }

  private boolean ignoresCase(byte[] path) {
    return casefolded.contains(text(path));
  }

  private boolean mustNotInherit(byte[] path) {
    String text = text(path);
    int slash = text.lastIndexOf('/');
    return !casefolded.contains(text)
        && casefolded.contains(slash < 0 ? "." : text.substring(0, slash));
  }

  private static String text(byte[] path) {
    return new String(path, StandardCharsets.ISO_8859_1);
  }

  private void chattr(List<byte[]> paths, String flag) {
    xargs.run(
        "making folders that ignore case",
        paths.stream().map(path -> FileFlags.below(to, path)).toList(),
        Tool.CHATTR,
        flag,
        "--");
  }
}
