package org.diskreplicator.engine.attach;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.scope.Undo;

/**
 * An image that is shown as files.
 *
 * @param id a small number, for {@code diskrep detach}
 * @param folder holds the files and nothing else of value
 * @param image absolute path
 * @param files the whole disk first, then its partitions
 */
public record Attachment(
    String id, Path folder, Path image, ImageFormat format, Access access, List<ShownFile> files) {
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
  public record ShownFile(Path path, Optional<Integer> partition, Extent extent, String content) {}

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

  /**
   * How all of it is released, in this order: the daemon of the parts writes to what the daemon of
   * the disk shows, so it ends first.
   */
  List<Undo> undos() {
    List<Undo> undos = new ArrayList<>();
    undos.add(new Undo.EndDaemon(partsPid(), partsPid().toString()));
    parts().forEach(part -> undos.add(new Undo.Unmount(part.path())));
    undos.add(new Undo.EndDaemon(diskPid(), diskPid().toString()));
    undos.add(new Undo.Unmount(disk().path()));
    undos.add(new Undo.DeleteTree(folder));
    return undos;
  }
}
