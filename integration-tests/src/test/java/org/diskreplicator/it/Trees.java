package org.diskreplicator.it;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Whole folders: copies, snapshots, deletion. */
final class Trees {
  private Trees() {}

  /** Copies with times and modes, readable by everybody. */
  static void copyForAll(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.copy(
            file, copy, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
        openForAll(copy);
      }
    }
  }

  /** Adds the right to read, and to enter or execute where the owner may. */
  static void openForAll(Path file) throws IOException {
    Set<PosixFilePermission> modes = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    modes.add(PosixFilePermission.GROUP_READ);
    modes.add(PosixFilePermission.OTHERS_READ);
    if (modes.contains(PosixFilePermission.OWNER_EXECUTE)) {
      modes.add(PosixFilePermission.GROUP_EXECUTE);
      modes.add(PosixFilePermission.OTHERS_EXECUTE);
    }
    Files.setPosixFilePermissions(file, modes);
  }

  /** Every file below a folder with all that would betray a change. */
  static Map<String, String> snapshot(Path folder) throws IOException {
    Map<String, String> entries = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        BasicFileAttributes facts =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        String content = facts.isRegularFile() ? Checksums.sha256(file) : "";
        entries.put(
            folder.relativize(file).toString(),
            facts.size() + " " + facts.lastModifiedTime() + " " + content);
      }
    }
    return entries;
  }

  /** Everything below a folder that is no folder itself. */
  static List<Path> files(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(f -> !Files.isDirectory(f, LinkOption.NOFOLLOW_LINKS)).toList();
    }
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes facts)
              throws IOException {
            Files.setPosixFilePermissions(dir, EnumSet.allOf(PosixFilePermission.class));
            return FileVisitResult.CONTINUE;
          }
        });
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
