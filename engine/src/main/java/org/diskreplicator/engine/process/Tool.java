package org.diskreplicator.engine.process;

/** Each program that the engine may start, and the Debian package that brings it. */
public enum Tool {
  BLKDISCARD("blkdiscard", "util-linux"),
  BLKID("blkid", "util-linux"),
  BLOCKDEV("blockdev", "util-linux"),
  DUMPE2FS("dumpe2fs", "e2fsprogs"),
  E2FSCK("e2fsck", "e2fsprogs"),
  FILEFRAG("filefrag", "e2fsprogs"),
  FSCK_FAT("fsck.fat", "dosfstools"),
  FUSERMOUNT3("fusermount3", "fuse3"),
  GETFATTR("getfattr", "attr"),
  LSATTR("lsattr", "e2fsprogs"),
  MOUNT("mount", "mount"),
  QEMU_IMG("qemu-img", "qemu-utils"),
  QEMU_NBD("qemu-nbd", "qemu-utils"),
  QEMU_STORAGE_DAEMON("qemu-storage-daemon", "qemu-system-common"),
  READLINK("readlink", "coreutils"),
  SETPRIV("setpriv", "util-linux"),
  SFDISK("sfdisk", "fdisk"),
  STAT("stat", "coreutils"),
  TASKSET("taskset", "util-linux"),
  UMOUNT("umount", "mount"),
  WIPEFS("wipefs", "util-linux"),
  XARGS("xargs", "findutils");

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
