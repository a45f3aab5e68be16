package org.diskreplicator.it.usage;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A file system that is mounted by its FUSE driver, as root, until it is closed. */
record FuseMount(Path folder, Path image) implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** Through a loop device, so that it can be seen when the driver has written everything. */
  static FuseMount open(String type, Path image) throws IOException {
    Path folder = Files.createTempDirectory(image.toAbsolutePath().getParent(), "mounted");
    Programs.run("mount", "-t", type, "-o", "loop,noatime", image.toString(), folder.toString())
        .orFail();
    return new FuseMount(folder, image);
  }

  /**
   * The loop device goes when the driver has closed it. That may be later than the end of umount,
   * when a name space that was made meanwhile holds a copy of the mount.
   */
  @Override
  public void close() throws IOException {
    Programs.run("umount", folder.toString()).orFail();
    await()
        .atMost(LONGEST)
        .until(() -> Programs.run("losetup", "-j", image.toString()).orFail().isEmpty());
    Files.delete(folder);
  }
}
