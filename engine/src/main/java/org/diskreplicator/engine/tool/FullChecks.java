package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.Scratch;
import org.diskreplicator.engine.process.CommandRunner;

/** The full checks of all contents, each by the adapter of its program. */
public final class FullChecks implements FileSystemChecks {
  private final Apfsck apfsck;
  private final BtrfsCheck btrfs;
  private final E2fsck e2fsck;
  private final FsckExfat fsckExfat;
  private final FsckF2fs fsckF2fs;
  private final FsckFat fsckFat;
  private final FsckMinix fsckMinix;
  private final FsckReiser4 fsckReiser4;
  private final XfsRepair xfsRepair;
  private final NtfsCheck ntfs;

  /** Checks where nothing has a place for scratch files: of a reiser4 it says no. */
  public FullChecks(CommandRunner runner) {
    this(runner, Optional.empty());
  }

  public FullChecks(CommandRunner runner, Scratch scratch) {
    this(runner, Optional.of(scratch));
  }

  private FullChecks(CommandRunner runner, Optional<Scratch> scratch) {
    this.fsckReiser4 = new FsckReiser4(runner, scratch);
    this.apfsck = new Apfsck(runner);
    this.btrfs = new BtrfsCheck(runner);
    this.e2fsck = new E2fsck(runner);
    this.fsckExfat = new FsckExfat(runner);
    this.fsckF2fs = new FsckF2fs(runner);
    this.fsckFat = new FsckFat(runner);
    this.fsckMinix = new FsckMinix(runner);
    this.xfsRepair = new XfsRepair(runner);
    this.ntfs = new NtfsCheck(runner);
  }

  @Override
  public Verdict check(FullCheck check, Path file, long offset) {
    if (check != FullCheck.EXT && offset != 0) {
      throw new IllegalArgumentException("this check cannot start at offset " + offset);
    }
    return switch (check) {
      case EXT -> e2fsck.check(file, offset);
      case FAT -> fsckFat.check(file);
      case EXFAT -> fsckExfat.check(file);
      case XFS -> xfsRepair.check(file);
      case BTRFS -> btrfs.check(file);
      case NTFS -> ntfs.check(file);
      case F2FS -> fsckF2fs.check(file);
      case APFS -> apfsck.check(file);
      case MINIX -> fsckMinix.check(file);
      case REISER4 -> fsckReiser4.check(file);
    };
  }
}
