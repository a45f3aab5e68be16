package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Folders that look like a kernel's network block devices. */
public final class FakeNbd {
  private final Path root;

  public FakeNbd(Path root) {
    this.root = root;
  }

  public NbdDevices devices() {
    return new NbdDevices(root.resolve("sys"), root.resolve("proc"), root.resolve("dev"));
  }

  public Path device(int number) {
    return root.resolve("dev/nbd" + number);
  }

  /** Adds a device that is free. */
  public FakeNbd add(int number) {
    write("sys/nbd" + number + "/size", "0\n");
    write("dev/nbd" + number, "");
    return this;
  }

  /** Connects a device to a thread of a process with this command line. */
  public FakeNbd connect(int number, int thread, String... commandLine) {
    write("sys/nbd" + number + "/size", "2048\n");
    write("sys/nbd" + number + "/pid", thread + "\n");
    write("proc/" + thread + "/cmdline", String.join("\0", commandLine) + "\0");
    return this;
  }

  /** What the kernel does at the end of a connection. */
  public void disconnect(int number) {
    try {
      Files.deleteIfExists(root.resolve("sys/nbd" + number + "/pid"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write("sys/nbd" + number + "/size", "0\n");
  }

  /** Writes a file below the root. */
  public void write(String path, String text) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.writeString(root.resolve(path), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
