package org.diskreplicator.engine.attach;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.attach.Attachment.ShownFile;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Way;

/**
 * Commands that work with a shown file, by what it holds; {@code DIR} stands for an empty folder.
 */
public final class Usages {
  /** Contents that the kernel can mount, where it has the driver. */
  private static final Set<String> MOUNTABLE =
      Set.of("ext2", "ext3", "ext4", "xfs", "btrfs", "vfat", "ntfs", "exfat", "f2fs", "iso9660");

  private final Access access;
  private final boolean superUser;
  private final Way way;

  /**
   * Commands for one user.
   *
   * @param superUser whether it is root; nobody else can mount, and root cannot see what others
   *     show
   * @param way what the files are
   */
  public Usages(Access access, boolean superUser, Way way) {
    this.access = access;
    this.superUser = superUser;
    this.way = way;
  }

  /** Command lines, the most useful first; none for what is only bytes. */
  public List<String> of(ShownFile file) {
    String path = file.path().toString();
    List<String> lines = new ArrayList<>();
    if (superUser && MOUNTABLE.contains(file.content())) {
      lines.add("mount" + mountOptions() + " " + path + " DIR");
    }
    switch (file.content()) {
      case "ext2", "ext3", "ext4" -> {
        lines.add("fuse2fs -o " + options("fakeroot") + " " + path + " DIR");
        lines.add("debugfs " + path);
      }
      case "vfat" -> {
        lines.add("mdir -i " + path + " ::/");
        lines.add("mcopy -i " + path + " ::/FILE .");
      }
      case "gpt", "dos" -> lines.add("sfdisk --list " + path);
      default -> {
        // only bytes, or a content without a tool for ordinary users
      }
    }
    return lines;
  }

  /** A block device needs no loop device. */
  private String mountOptions() {
    if (way == Way.NBD) {
      return access == Access.WRITABLE ? "" : " -o ro";
    }
    return " -o " + options("loop");
  }

  private String options(String first) {
    return access == Access.WRITABLE ? first : first + ",ro";
  }
}
