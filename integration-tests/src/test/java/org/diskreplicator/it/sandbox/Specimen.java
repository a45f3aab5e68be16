package org.diskreplicator.it.sandbox;

import java.nio.file.Path;

/** A copy of a raw copy, to be spoiled. */
final class Specimen implements AutoCloseable {
  private final Sandbox sandbox;
  private final Path folder;
  private final Disk disk;

  Specimen(Sandbox sandbox, Disk good) {
    this.sandbox = sandbox;
    this.folder = sandbox.newFolder(SandboxUser.ROOT);
    this.disk = new Disk(folder.resolve("specimen.raw"), "raw", good.size());
    sandbox.root("cp", "--sparse=always", good.image(), disk.image()).output();
  }

  Disk disk() {
    return disk;
  }

  Path image() {
    return disk.image();
  }

  @Override
  public void close() {
    sandbox.delete(folder);
  }
}
