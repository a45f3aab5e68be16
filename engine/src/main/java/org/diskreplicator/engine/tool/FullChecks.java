package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.process.CommandRunner;

/** The full checks by the programs of each file system. */
public final class FullChecks implements FileSystemChecks {
  private final BtrfsCheck btrfs;
  private final E2fsck e2fsck;
  private final FsckExfat fsckExfat;
  private final FsckFat fsckFat;
  private final XfsRepair xfsRepair;

  public FullChecks(CommandRunner runner) {
    this.btrfs = new BtrfsCheck(runner);
    this.e2fsck = new E2fsck(runner);
    this.fsckExfat = new FsckExfat(runner);
    this.fsckFat = new FsckFat(runner);
    this.xfsRepair = new XfsRepair(runner);
  }

  @Override
  public Verdict check(FullCheck check, Path file, long offset) {
    return switch (check) {
      case EXT -> e2fsck.check(file, offset);
      case FAT -> fat(file, offset);
      case EXFAT -> fsckExfat.check(file);
      case XFS -> xfsRepair.check(file);
      case BTRFS -> btrfs.check(file);
    };
  }

  private Verdict fat(Path file, long offset) {
    if (offset != 0) {
      throw new IllegalArgumentException("fsck.fat cannot start at offset " + offset);
    }
    return fsckFat.check(file);
  }
}
