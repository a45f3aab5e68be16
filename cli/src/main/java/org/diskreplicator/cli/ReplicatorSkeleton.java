package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.diskreplicator.engine.contributed.ReplicatorFolders;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;

/** A replicator to begin with. */
record ReplicatorSkeleton(Language language, String name, String content) {
  private static final Set<String> EXT = Set.of("ext2", "ext3", "ext4");

  /** Packages whose names do not follow from those of their contents. */
  private static final Map<String, String> PACKAGES =
      Map.of(
          "btrfs", "btrfs-progs",
          "erofs", "erofs-utils",
          "exfat", "exfatprogs",
          "minix", "util-linux",
          "nilfs2", "nilfs-tools",
          "ntfs", "ntfs-3g",
          "squashfs", "squashfs-tools",
          "vfat", "dosfstools",
          "xfs", "xfsprogs");

  /** What programs are written in. */
  enum Language {
    SH("sh", ""),
    PYTHON("py", ", \"python3\": \"python3\"");

    private final String extension;
    private final String program;

    Language(String extension, String program) {
      this.extension = extension;
      this.program = program;
    }
  }

  ReplicatorSkeleton {
    ReplicatorFolders.requireNames(name, content);
  }

  /**
   * Writes the program and its manifest.
   *
   * @return the program
   * @throws RefusedException when one of the files is there
   */
  Path write(Path folder) {
    Path program = folder.resolve(name);
    Path manifest = folder.resolve(name + ".json");
    for (Path file : new Path[] {program, manifest}) {
      if (Files.exists(file)) {
        throw new RefusedException("'" + file + "' exists already; choose another name.");
      }
    }
    try {
      Files.writeString(manifest, filled("skeleton.json"), StandardOpenOption.CREATE_NEW);
      Files.writeString(program, filled("skeleton." + language.extension));
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
      return program;
    } catch (FileAlreadyExistsException e) {
      throw new RefusedException("'" + e.getFile() + "' exists already; choose another name.");
    } catch (IOException e) {
      throw new InputOutputException("writing the replicator in '" + folder + "'", e);
    }
  }

  private String filled(String resource) {
    return text(resource)
        .replace("@NAME@", name)
        .replace("@CONTENT@", content)
        .replace("@AS_TYPE@", EXT.contains(content) ? " -t " + content : "")
        .replace("@TYPE_WORDS@", EXT.contains(content) ? "\"-t\", \"" + content + "\", " : "")
        .replace("@MAKES@", EXT.contains(content) ? "mke2fs" : "mkfs." + content)
        .replace("@CHECKS@", EXT.contains(content) ? "e2fsck" : "fsck." + content)
        .replace("@PACKAGE@", pack())
        .replace("@LANGUAGE@", language.program);
  }

  private String pack() {
    return EXT.contains(content) ? "e2fsprogs" : PACKAGES.getOrDefault(content, content + "-tools");
  }

  private static String text(String resource) {
    try (InputStream in = ReplicatorSkeleton.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("there is no resource " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static JsonObject json(Path program) {
    JsonObject json = new JsonObject();
    json.addProperty("program", program.toString());
    json.addProperty("manifest", program + ".json");
    return json;
  }
}
