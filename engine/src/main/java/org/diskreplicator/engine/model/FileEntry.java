package org.diskreplicator.engine.model;

import java.time.Instant;
import java.util.Map;

/**
 * One name in a folder, with all that is known of what it stands for but its content.
 *
 * @param name without the folder; bytes that are no UTF-8, and backslashes, are written {@code
 *     \xNN}, so that two names are equal just when their bytes are
 * @param mode permissions, with the bits for setuid, setgid and sticky; 0 where there are none
 * @param links number of names that the file has
 * @param node what these names share, unique in its file system
 * @param size in bytes; counts for files and symbolic links only
 * @param allocated bytes that its content takes
 * @param attributes whatever else there is, by its name for people: flags, extended attributes,
 *     what a symbolic link says, the number of a device
 */
public record FileEntry(
    String name,
    FileKind kind,
    int mode,
    long uid,
    long gid,
    long links,
    String node,
    long size,
    long allocated,
    Instant modified,
    Map<String, String> attributes) {
  public FileEntry {
    attributes = Map.copyOf(attributes);
  }

  public boolean isFolder() {
    return kind == FileKind.FOLDER;
  }

  public boolean isRegular() {
    return kind == FileKind.REGULAR;
  }
}
