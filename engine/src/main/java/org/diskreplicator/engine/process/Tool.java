package org.diskreplicator.engine.process;

/** Each program that the engine may start, and the Debian package that brings it. */
public enum Tool {
  APFSCK("apfsck", "apfsprogs"),
  BLKDISCARD("blkdiscard", "util-linux"),
  BLKID("blkid", "util-linux"),
  BLOCKDEV("blockdev", "util-linux"),
  BTRFS("btrfs", "btrfs-progs"),
  BTRFSTUNE("btrfstune", "btrfs-progs"),
  CHATTR("chattr", "e2fsprogs"),
  CP("cp", "coreutils"),
  CRYPTSETUP("cryptsetup", "cryptsetup-bin"),
  DEBUGFS("debugfs", "e2fsprogs"),
  DOCKER("docker", "docker.io"),
  DUMPE2FS("dumpe2fs", "e2fsprogs"),
  E2FSCK("e2fsck", "e2fsprogs"),
  ENV("env", "coreutils"),
  EXTLINUX("extlinux", "extlinux"),
  FALLOCATE("fallocate", "util-linux"),
  FILEFRAG("filefrag", "e2fsprogs"),
  FIND("find", "findutils"),
  FSCK_EXFAT("fsck.exfat", "exfatprogs"),
  FSCK_F2FS("fsck.f2fs", "f2fs-tools"),
  FSCK_FAT("fsck.fat", "dosfstools"),
  FSCK_MINIX("fsck.minix", "util-linux"),
  FSCK_REISER4("fsck.reiser4", "reiser4progs"),
  FSTRIM("fstrim", "util-linux"),
  FUSERMOUNT3("fusermount3", "fuse3"),
  GETFATTR("getfattr", "attr"),
  LSATTR("lsattr", "e2fsprogs"),
  MKE2FS("mke2fs", "e2fsprogs"),
  MKFIFO("mkfifo", "coreutils"),
  MKFS_BTRFS("mkfs.btrfs", "btrfs-progs"),
  MKFS_XFS("mkfs.xfs", "xfsprogs"),
  MOUNT("mount", "mount"),
  NBDKIT("nbdkit", "nbdkit"),
  NSENTER("nsenter", "util-linux"),
  NTFS_3G("ntfs-3g", "ntfs-3g"),
  NTFS_3G_PROBE("ntfs-3g.probe", "ntfs-3g"),
  NTFSRESIZE("ntfsresize", "ntfs-3g"),
  PERL("perl", "perl-base"),
  QEMU_IMG("qemu-img", "qemu-utils"),
  QEMU_IO("qemu-io", "qemu-utils"),
  QEMU_NBD("qemu-nbd", "qemu-utils"),
  QEMU_STORAGE_DAEMON("qemu-storage-daemon", "qemu-system-common"),
  READLINK("readlink", "coreutils"),
  RESIZE2FS("resize2fs", "e2fsprogs"),
  SETPRIV("setpriv", "util-linux"),
  SETSID("setsid", "util-linux"),
  SFDISK("sfdisk", "fdisk"),
  SFTP("sftp", "openssh-client"),
  SLEEP("sleep", "coreutils"),
  STAT("stat", "coreutils"),
  SYNC("sync", "coreutils"),
  TAR("tar", "tar"),
  TASKSET("taskset", "util-linux"),
  TUNE2FS("tune2fs", "e2fsprogs"),
  UMOUNT("umount", "mount"),
  UNSHARE("unshare", "util-linux"),
  WIPEFS("wipefs", "util-linux"),
  XARGS("xargs", "findutils"),
  XFS_DB("xfs_db", "xfsprogs"),
  XFS_LOGPRINT("xfs_logprint", "xfsprogs"),
  XFS_REPAIR("xfs_repair", "xfsprogs");

  private final String program;
  private final String debianPackage;

  Tool(String program, String debianPackage) {
    this.program = program;
    this.debianPackage = debianPackage;
  }

  /** Name of the executable. */
  public String program() {
    return program;
  }

  public String debianPackage() {
    return debianPackage;
  }

  /** The command that installs it, for messages. */
  public String installCommand() {
    return "apt-get install " + debianPackage;
  }
}
