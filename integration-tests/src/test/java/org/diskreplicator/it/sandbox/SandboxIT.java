package org.diskreplicator.it.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The container gives what tests need that mount, and what an ordinary user needs. */
@ExtendWith(SandboxLab.class)
class SandboxIT {
  @Test
  void streamsAreKeptApartByteByByte(Sandbox sandbox) {
    SandboxResult result =
        sandbox.root("bash", "-c", "printf '\\377\\0a'; printf '\\200' >&2; exit 7").run();

    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.stdout()).containsExactly(0xff, 0, 'a');
    assertThat(result.stderr()).containsExactly(0x80);
  }

  @Test
  void commandsRunAsWhoTheyShould(Sandbox sandbox) {
    assertThat(sandbox.root("id", "-u").output()).isEqualTo("0\n");
    assertThat(sandbox.nobody("id", "-u", "-g").run().exitCode()).isNotZero();
    assertThat(sandbox.nobody("sh", "-c", "id -u; id -g; id -G").output())
        .isEqualTo("65534\n65534\n65534\n");
  }

  @Test
  void commandsSeeTheirVariablesAndTheirFolder(Sandbox sandbox) {
    Path folder = sandbox.newFolder(SandboxUser.NOBODY);

    String said =
        sandbox
            .nobody("sh", "-c", "echo $GREETING; pwd; touch mine")
            .in(folder)
            .with("GREETING", "hi there")
            .output();

    assertThat(said).isEqualTo("hi there\n" + folder + "\n");
    assertThat(folder.resolve("mine")).as("seen from outside").exists();
    sandbox.delete(folder);
    assertThat(folder).doesNotExist();
  }

  @Test
  void aCommandThatHangsIsEnded(Sandbox sandbox) {
    SandboxCommand hanging =
        sandbox.root("sh", "-c", "echo begun; sleep 4321").within(Duration.ofSeconds(1));

    assertThatThrownBy(hanging::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("PT1S")
        .hasMessageContaining("begun");
    assertThat(sandbox.root("pgrep", "-f", "sleep 432[1]").run().exitCode()).isOne();
  }

  @Test
  void rootMountsAFileSystemFromALoopDevice(Sandbox sandbox) {
    Path folder = sandbox.newFolder(SandboxUser.ROOT);
    Path image = folder.resolve("disk.img");
    Path mount = folder.resolve("mount");
    sandbox.root("mkdir", mount).output();
    sandbox.root("mke2fs", "-q", "-t", "ext4", image, "16M").output();

    sandbox.root("mount", "-o", "loop", image, mount).output();
    sandbox.root("touch", mount.resolve("file")).output();
    sandbox.root("setfattr", "-n", "trusted.mark", "-v", "kept", mount.resolve("file")).output();
    sandbox.root("mknod", mount.resolve("device"), "b", "7", "200").output();
    sandbox.root("umount", mount).output();

    assertThat(sandbox.root("debugfs", "-R", "stat device", image).output()).contains("07:200");
    assertThat(sandbox.root("losetup", "-j", image).output()).isEmpty();
    sandbox.root("e2fsck", "-fn", image).output();
    sandbox.delete(folder);
  }

  @Test
  void anOrdinaryUserClonesADisk(Sandbox sandbox) {
    Path folder = sandbox.newFolder(SandboxUser.NOBODY);
    Path disk = folder.resolve("disk.raw");
    Path copy = folder.resolve("copy.qcow2");
    sandbox.nobody("truncate", "-s", "64M", disk).output();
    sandbox
        .nobody("sh", "-c", "printf 'label: gpt\\n1M,32M,L\\n' | sfdisk -q disk.raw")
        .in(folder)
        .output();
    sandbox.nobody("mke2fs", "-q", "-t", "ext4", "-E", "offset=1048576", disk, "32M").output();

    sandbox.nobody("test", "-w", "/dev/fuse").output();
    diskrep(sandbox, folder, "doctor").output();
    diskrep(sandbox, folder, "clone", disk, copy).output();
    diskrep(sandbox, folder, "verify", disk, copy).output();

    sandbox.nobody("qemu-img", "check", "-q", copy).output();
    assertThat(copy.toFile().length()).isLessThan(8 << 20);
    sandbox.delete(folder);
  }

  private static SandboxCommand diskrep(Sandbox sandbox, Path home, Object... arguments) {
    Object[] argv = new Object[arguments.length + 1];
    argv[0] = "diskrep";
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    return sandbox.nobody(argv).in(home).with("HOME", home);
  }

  @Test
  void theStockKernelAndADebianTreeAreThere(Sandbox sandbox) {
    sandbox.nobody("sh", "-c", "test -s /opt/fixtures/kernel/boot/vmlinuz-*").output();
    String tree = sandbox.root("tar", "-tf", "/opt/fixtures/debian.tar").output();
    assertThat(tree.lines())
        .contains("./dev/", "./etc/passwd", "./usr/lib/systemd/systemd", "./etc/hostname")
        .doesNotContain("./opt/fixtures/");
  }
}
