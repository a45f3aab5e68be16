package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A drive that is known by its serial number, as root.
 *
 * <p>Loop devices have none, so diskrep sees a database of udev in which one has; a name space of
 * its own keeps that from the machine.
 */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
class DriveSerialIT {
  private static final String SERIAL = "S4X7NF0M";
  private static final String WITH_SERIAL =
      """
      set -e
      mount -t tmpfs tmpfs /run
      mkdir -p /run/udev/data
      printf 'E:ID_MODEL=Flash_Disk\\nE:ID_SERIAL_SHORT=%s\\n' "$1" >/run/udev/data/b$2
      shift 2
      exec "$@"
      """;

  private Path source = Path.of("none");

  @BeforeEach
  void asRoot(Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    scene.as(Caller.ROOT);
    source = scene.work().resolve("source");
    Tools.output("mke2fs", "-q", "-t", "ext2", source, "8M");
  }

  private static Tools.Result run(Workbench bench, Scene scene, Path device, String... words) {
    String number = Tools.output("stat", "-c", "%Hr:%Lr", device).strip();
    Object[] start = {
      "--mount",
      "sh",
      "-c",
      WITH_SERIAL,
      "sh",
      SERIAL,
      number,
      "env",
      "DISKREP_STATE=" + scene.state(),
      bench.command()
    };
    Object[] argv = new Object[start.length + words.length];
    System.arraycopy(start, 0, argv, 0, start.length);
    System.arraycopy(words, 0, argv, start.length, words.length);
    return Tools.run("unshare", argv);
  }

  private Tools.Result cloneTo(LoopDisk drive, Workbench bench, Scene scene, String... option) {
    String[] words = new String[3 + option.length];
    words[0] = "clone";
    words[1] = source.toString();
    words[2] = drive.device().toString();
    System.arraycopy(option, 0, words, 3, option.length);
    return run(bench, scene, drive.device(), words);
  }

  private static LoopDisk drive(Scene scene) {
    return LoopDisk.full(scene.work().resolve("drive"), 8 << 20);
  }

  @Test
  void itIsNamedWhereConsentIsMissing(Workbench bench, Scene scene) {
    try (LoopDisk drive = drive(scene)) {
      Tools.Result result = cloneTo(drive, bench, scene);
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(4);
      assertThat(result.text())
          .isEqualTo(
              "diskrep: '%s' (Flash_Disk, serial %s, 8 MiB) holds data of an unknown kind; give --overwrite=%s to lose all that is on it.\n"
                  .formatted(drive.device(), SERIAL, SERIAL));
      assertThat(drive.oldBytes()).isEqualTo(8 << 20);
    }
  }

  @Test
  void consentForAnotherDriveIsNone(Workbench bench, Scene scene) {
    try (LoopDisk drive = drive(scene)) {
      Tools.Result result = cloneTo(drive, bench, scene, "--overwrite=S4X7NF0N");
      assertThat(result.exitCode()).as(result.toString()).isEqualTo(4);
      assertThat(result.text())
          .isEqualTo(
              "diskrep: '%s' has the serial number '%s', and not 'S4X7NF0N'; make sure that it is the right device.\n"
                  .formatted(drive.device(), SERIAL));
      assertThat(drive.oldBytes()).isEqualTo(8 << 20);
    }
  }

  @Test
  void consentForThisDriveIsEnough(Workbench bench, Scene scene) {
    try (LoopDisk drive = drive(scene)) {
      Tools.Result result = cloneTo(drive, bench, scene, "--overwrite=" + SERIAL);
      assertThat(result.exitCode()).as(result.toString()).isZero();
      Tools.output("e2fsck", "-fn", drive.file());
    }
  }

  @Test
  void itIsListed(Workbench bench, Scene scene) {
    try (LoopDisk drive = drive(scene)) {
      Tools.Result result = run(bench, scene, drive.device(), "disks");
      assertThat(result.text()).containsPattern(drive.device() + " .*Flash_Disk +" + SERIAL);
    }
  }
}
