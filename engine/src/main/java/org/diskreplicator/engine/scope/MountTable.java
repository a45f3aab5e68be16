package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is mounted, as this process sees it (proc(5), mountinfo). */
public final class MountTable {
  private static final Path MOUNTINFO = Path.of("/proc/self/mountinfo");
  private static final int MOUNT_POINT = 4;

  private final List<Mount> mounts;

  private MountTable(List<Mount> mounts) {
    this.mounts = List.copyOf(mounts);
  }

  /**
   * One mount.
   *
   * @param type of its file system, such as {@code ext4} or {@code fuse}
   * @param source such as {@code /dev/sda1}
   */
  public record Mount(String point, String type, String source) {}

  /** The mounts of this moment. */
  public static MountTable current() throws IOException {
    return parse(new String(Files.readAllBytes(MOUNTINFO), StandardCharsets.UTF_8));
  }

  static MountTable parse(String mountinfo) {
    return new MountTable(
        mountinfo.lines().filter(line -> line.contains(" - ")).map(MountTable::mount).toList());
  }

  private static Mount mount(String line) {
    String[] halves = line.split(" - ", 2);
    String[] right = halves[1].split(" ", -1);
    return new Mount(unescape(halves[0].split(" ", -1)[MOUNT_POINT]), right[0], unescape(right[1]));
  }

  /** Space, tab, line feed and backslash stand as three octal digits. */
  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    int at = 0;
    for (int slash = text.indexOf('\\'); slash >= 0; slash = text.indexOf('\\', at)) {
      plain.append(text, at, slash);
      plain.append((char) Integer.parseInt(text.substring(slash + 1, slash + 4), 8));
      at = slash + 4;
    }
    return plain.append(text, at, text.length()).toString();
  }

  /** The mount on exactly this path, the last one when there are several. */
  public Optional<Mount> at(Path path) throws IOException {
    String wanted = real(path);
    List<Mount> found = new ArrayList<>(mounts);
    found.removeIf(mount -> !mount.point().equals(wanted));
    return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
  }

  /** Whether something is mounted on {@code folder} or in it. */
  public boolean holdsAnyBelow(Path folder) throws IOException {
    String real = real(folder);
    return mounts.stream()
        .anyMatch(m -> m.point().equals(real) || m.point().startsWith(real + "/"));
  }

  /** Whether something is mounted from {@code source}. */
  public boolean hasSource(String source) {
    return mounts.stream().anyMatch(mount -> mount.source().equals(source));
  }

  /** What is mounted, such as {@code /dev/sda1}. */
  public List<String> sources() {
    return mounts.stream().map(Mount::source).toList();
  }

  /** The kernel's name of a path; only the parent is resolved, since a dead mount cannot be. */
  private static String real(Path path) throws IOException {
    Path parent = path.getParent();
    if (parent == null || !Files.exists(parent)) {
      return path.toString();
    }
    return parent.toRealPath().resolve(path.getFileName()).toString();
  }
}
