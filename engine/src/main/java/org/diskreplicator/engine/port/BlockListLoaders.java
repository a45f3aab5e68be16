package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.List;

/**
 * Boot loaders that know the blocks of their file by number, and must be told when it lies
 * elsewhere.
 */
@FunctionalInterface
public interface BlockListLoaders {
  /**
   * Installs the loader into a folder of a mounted file system, and into its boot sector.
   *
   * @param folder the one that holds {@code ldlinux.sys}
   * @return sentences that the user should read
   */
  List<String> install(Path folder);
}
