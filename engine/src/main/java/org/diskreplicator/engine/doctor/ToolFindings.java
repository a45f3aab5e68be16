package org.diskreplicator.engine.doctor;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.doctor.Finding.Need;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/** The programs of {@link Tool}. */
final class ToolFindings {
  private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+)+");

  private final CommandRunner runner;
  private final ToolPaths paths;

  ToolFindings(CommandRunner runner, ToolPaths paths) {
    this.runner = runner;
    this.paths = paths;
  }

  List<Finding> examine() {
    return Arrays.stream(Tool.values()).map(this::examine).toList();
  }

  private Finding examine(Tool tool) {
    return paths.find(tool).isPresent()
        ? Finding.present(tool.program(), need(tool), enables(tool), version(tool))
        : Finding.missing(tool.program(), need(tool), enables(tool), tool.installCommand());
  }

  private static Need need(Tool tool) {
    return switch (tool) {
      case BLKID,
          DUMPE2FS,
          E2FSCK,
          FSCK_FAT,
          FUSERMOUNT3,
          QEMU_IMG,
          QEMU_STORAGE_DAEMON,
          READLINK,
          SFDISK ->
          Need.NECESSARY;
      default -> Need.OPTIONAL;
    };
  }

  private static String enables(Tool tool) {
    return switch (tool) {
      case APFSCK -> "proof that an APFS container is sound";
      case BLKDISCARD, BLOCKDEV, WIPEFS -> "devices as targets";
      case BLKID -> "telling what a partition holds";
      case BTRFS -> "proof that a btrfs is sound, and btrfs made anew";
      case BTRFSTUNE, FSTRIM, MKFS_BTRFS, PERL -> "btrfs made anew";
      case CHATTR, CP, ENV, FALLOCATE, FIND, MKFIFO, SYNC, TAR -> "clone --strategy files";
      case CRYPTSETUP -> "used blocks inside of LUKS containers";
      case DEBUGFS, MKE2FS, TUNE2FS -> "ext2, ext3, ext4 made anew";
      case DOCKER -> "--sandbox container";
      case DUMPE2FS -> "used blocks of ext2, ext3, ext4";
      case E2FSCK -> "proof that an ext file system is sound";
      case EXTLINUX -> "disks that boot by extlinux made anew";
      case FILEFRAG, GETFATTR, LSATTR, MOUNT, READLINK, STAT, UMOUNT, XARGS -> "verify --files";
      case FSCK_EXFAT -> "proof that an exFAT file system is sound";
      case FSCK_F2FS -> "proof that an f2fs file system is sound";
      case FSCK_FAT -> "proof that a FAT file system is sound";
      case FSCK_REISER4 -> "proof that a reiser4 is sound";
      case FSCK_MINIX -> "proof that a minix file system is sound";
      case FUSERMOUNT3 -> "partitions and images as files, without root";
      case NBDKIT -> "disks of ssh and https servers";
      case NTFS_3G -> "verify --files, for ntfs";
      case NTFS_3G_PROBE -> "other sizes for NTFS";
      case NTFSRESIZE -> "proof that an NTFS volume is sound, and other sizes";
      case QEMU_IMG -> "all image formats: convert, compare, check";
      case QEMU_IO -> "sparsify --in-place, remote targets";
      case QEMU_NBD -> "images as network block devices";
      case QEMU_STORAGE_DAEMON -> "partitions and images as files, without root";
      case RESIZE2FS -> "other sizes for ext2, ext3, ext4";
      case SETSID -> "disks of other machines";
      case SETPRIV -> "no process left when diskrep is killed";
      case SFTP -> "targets on ssh servers";
      case SFDISK -> "partition tables";
      case NSENTER, SLEEP, UNSHARE -> "contributed replicators shut off from the system";
      case MKFS_XFS, XFS_DB -> "xfs made anew";
      case TASKSET -> "a program on one processor";
      case XFS_LOGPRINT, XFS_REPAIR -> "proof that an xfs is sound";
    };
  }

  /** Programs print their version on either stream and end with any code. */
  private Optional<String> version(Tool tool) {
    try {
      CommandResult result =
          runner.run(
              Command.of("asking " + tool.program() + " for its version", tool, flag(tool))
                  .withTimeout(Duration.ofSeconds(5)));
      Matcher matcher = VERSION.matcher(result.stdout() + "\n" + result.stderr());
      return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    } catch (ReplicationException e) {
      return Optional.empty();
    }
  }

  private static String flag(Tool tool) {
    return switch (tool) {
      case APFSCK -> "-v";
      case CHATTR,
          DEBUGFS,
          DUMPE2FS,
          E2FSCK,
          FILEFRAG,
          FSCK_EXFAT,
          LSATTR,
          MKE2FS,
          MKFS_XFS,
          XFS_DB,
          XFS_LOGPRINT,
          XFS_REPAIR ->
          "-V";
      case FSCK_FAT, RESIZE2FS, TUNE2FS -> "--help";
      default -> "--version";
    };
  }
}
