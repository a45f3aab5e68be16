package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.util.List;

/**
 * A disk as a raw file: the image itself, or what {@code qemu-img convert} makes of it, or a FUSE
 * export by QEMU where no file could be as large.
 */
final class RawView implements AutoCloseable {
  private final Sandbox sandbox;
  private final Path file;
  private final List<Object> undo;

  private RawView(Sandbox sandbox, Path file, List<Object> undo) {
    this.sandbox = sandbox;
    this.file = file;
    this.undo = undo;
  }

  /**
   * Opens a view.
   *
   * @param file made when the image itself is not raw, and taken away at the end
   */
  static RawView open(Sandbox sandbox, Disk disk, Path file) {
    if (disk.format().equals("raw")) {
      return new RawView(sandbox, disk.image(), List.of("true"));
    }
    return disk.fitsInFile() ? convert(sandbox, disk, file) : export(sandbox, disk, file);
  }

  private static RawView convert(Sandbox sandbox, Disk disk, Path file) {
    sandbox
        .root("qemu-img", "convert", "-f", disk.format(), "-O", "raw", disk.image(), file)
        .output();
    return new RawView(sandbox, file, List.of("rm", file));
  }

  private static RawView export(Sandbox sandbox, Disk disk, Path file) {
    String node =
        "driver=%s,node-name=disk,read-only=on,file.driver=file,file.filename=%s"
            .formatted(disk.format(), disk.image());
    String export = "type=fuse,id=view,node-name=disk,allow-other=off,mountpoint=" + file;
    Path pid = file.resolveSibling(file.getFileName() + ".pid");
    sandbox.root("touch", file).output();
    sandbox
        .root(
            "qemu-storage-daemon",
            "--daemonize",
            "--pidfile",
            pid,
            "--blockdev",
            node,
            "--export",
            export)
        .output();
    // The daemon takes its file away when it has ended.
    String end = "kill $(cat \"$0\") && while [ -e \"$0\" ]; do sleep 0.1; done";
    return new RawView(sandbox, file, List.of("sh", "-c", end, pid));
  }

  Path file() {
    return file;
  }

  @Override
  public void close() {
    sandbox.root(undo.toArray()).output();
  }
}
