package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;

/** The folder in which extlinux was installed, and the boot sector that it wrote. */
final class LoaderFolder {
  private static final String LOADER = "ldlinux.sys";
  private static final List<String> MENUS = List.of("extlinux.conf", "syslinux.cfg");
  private static final int DEPTH = 6;

  private static final int NAME = 3;
  private static final String WRITTEN = "SYSLINUX";
  private static final String WRITTEN_BY_OLD_ONES = "EXTLINUX";

  /** Sectors per track, heads, and sectors before the partition. */
  private static final int GEOMETRY = 0x18;

  private static final int GEOMETRY_BYTES = 8;
  private static final int SECTOR = 512;

  private LoaderFolder() {}

  /** Whether this boot sector is extlinux's. */
  static boolean boots(ByteBuffer boot) {
    byte[] name = new byte[WRITTEN.length()];
    boot.get(NAME, name);
    String text = new String(name, StandardCharsets.US_ASCII);
    return text.equals(WRITTEN) || text.equals(WRITTEN_BY_OLD_ONES);
  }

  /**
   * The boot sector of a new file system: what extlinux wrote there, but where the disk is told
   * apart, since the file knows no disk around it; all else as it was.
   *
   * @param before the boot sectors of the original
   * @param installed those of the new file system
   */
  static ByteBuffer merged(ByteBuffer before, ByteBuffer installed) {
    ByteBuffer boot = ByteBuffer.allocate(before.capacity());
    boot.put(0, before, 0, before.capacity());
    boot.put(0, installed, 0, SECTOR);
    boot.put(GEOMETRY, before, GEOMETRY, GEOMETRY_BYTES);
    return boot;
  }

  /** The folder below {@code root}, relative to it. */
  static Optional<Path> find(Path root) {
    List<Path> all;
    try (Stream<Path> found =
        Files.find(
            root,
            DEPTH,
            (path, is) -> is.isRegularFile() && path.getFileName().toString().equals(LOADER))) {
      all = found.map(path -> root.relativize(path.getParent())).toList();
    } catch (IOException e) {
      throw new InputOutputException("looking for " + LOADER, e);
    }
    List<Path> used =
        all.size() < 2 ? all : all.stream().filter(one -> hasMenu(root, one)).toList();
    if (used.size() > 1) {
      throw new RefusedException(
          "There are several folders with " + LOADER + ", and one of them boots; copy its blocks.");
    }
    return used.stream().findFirst();
  }

  private static boolean hasMenu(Path root, Path folder) {
    return MENUS.stream()
        .anyMatch(
            menu -> Files.exists(root.resolve(folder).resolve(menu), LinkOption.NOFOLLOW_LINKS));
  }
}
