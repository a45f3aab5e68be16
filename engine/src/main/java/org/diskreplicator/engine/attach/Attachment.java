package org.diskreplicator.engine.attach;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Way;
import org.diskreplicator.engine.scope.Undo;

/**
 * An image that is shown as files.
 *
 * @param id a small number, for {@code diskrep detach}
 * @param folder holds the files and nothing else of value
 * @param image absolute path
 * @param way what the files are
 * @param files the whole disk first, then its partitions
 */
public record Attachment(
    String id,
    Path folder,
    Path image,
    ImageFormat format,
    Access access,
    Way way,
    List<ShownFile> files) {
  private static final String DISK_PID = "disk.pid";
  private static final String PARTS_PID = "parts.pid";

  public Attachment {
    files = List.copyOf(files);
  }

  /**
   * One file that shows the disk or a partition of it.
   *
   * @param partition number of the partition; empty for the whole disk
   * @param content what it holds, by the name that blkid gives it; {@code unknown} when nothing
   *     known
   */
  public record ShownFile(Path path, Optional<Integer> partition, Extent extent, String content) {
    /** The block device that the file is a link to; empty when it is a file, or detached. */
    public Optional<Path> device() {
      try {
        return Files.isSymbolicLink(path)
            ? Optional.of(Files.readSymbolicLink(path))
            : Optional.empty();
      } catch (IOException e) {
        return Optional.empty();
      }
    }

    /** The process that shows this file alone has its number there. */
    Path pidFile() {
      return path.resolveSibling(path.getFileName() + ".pid");
    }
  }

  Path diskPid() {
    return folder.resolve(DISK_PID);
  }

  Path partsPid() {
    return folder.resolve(PARTS_PID);
  }

  ShownFile disk() {
    return files.get(0);
  }

  List<ShownFile> parts() {
    return files.subList(1, files.size());
  }

  /** Where the numbers of all its processes are. */
  List<Path> pidFiles() {
    return way == Way.NBD
        ? files.stream().map(ShownFile::pidFile).toList()
        : List.of(diskPid(), partsPid());
  }

  /**
   * How all of it is released, in this order: what shows the parts writes to what shows the disk,
   * so it ends first.
   */
  List<Undo> undos() {
    return way == Way.NBD ? disconnections() : unmounts();
  }

  private List<Undo> disconnections() {
    List<Undo> undos = new ArrayList<>();
    parts().forEach(part -> undos.add(new Undo.DisconnectNbd(part.pidFile())));
    undos.add(new Undo.DisconnectNbd(disk().pidFile()));
    undos.add(new Undo.DeleteTree(folder));
    return undos;
  }

  private List<Undo> unmounts() {
    List<Undo> undos = new ArrayList<>();
    undos.add(new Undo.EndDaemon(partsPid(), partsPid().toString()));
    parts().forEach(part -> undos.add(new Undo.Unmount(part.path())));
    undos.add(new Undo.EndDaemon(diskPid(), diskPid().toString()));
    undos.add(new Undo.Unmount(disk().path()));
    undos.add(new Undo.DeleteTree(folder));
    return undos;
  }
}
