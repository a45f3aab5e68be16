package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed is what util-linux 2.38.1 printed. */
final class UtilLinuxDevicesTest {
  private final ScriptedRunner runner = new ScriptedRunner();
  private final UtilLinuxDevices devices = new UtilLinuxDevices(runner);
  private final Path device;

  UtilLinuxDevicesTest(@TempDir Path temp) throws IOException {
    device = Files.createFile(temp.resolve("sdx"));
  }

  private void wipefs(int exitCode, String stderr) {
    runner.expect(
        new Answer(exitCode, "", stderr), "wipefs", "--all", "--no-act", device.toString());
  }

  private void blkdiscard(int exitCode, String stderr) {
    runner.expect(
        new Answer(exitCode, "", stderr),
        "blkdiscard",
        "--zeroout",
        "--offset",
        "512",
        "--length",
        "4096",
        device.toString());
  }

  @Test
  void aDeviceIsClaimedWhenItCannotBeOpenedAlone() {
    wipefs(1, "wipefs: error: /dev/sdx: probing initialization failed: Device or resource busy");
    assertThat(devices.isClaimed(device)).isTrue();
  }

  @Test
  void otherTroubleIsNoClaim() {
    wipefs(1, "wipefs: error: /dev/sdx: probing initialization failed: Permission denied");
    assertThat(devices.isClaimed(device)).isFalse();
    wipefs(0, "");
    assertThat(devices.isClaimed(device)).isFalse();
  }

  @Test
  void aRangeIsZeroed() {
    blkdiscard(0, "blkdiscard: /dev/sdx contains existing file system (ext4).");
    devices.zero(device, new Extent(512, 4096));
    runner.assertDone();
  }

  @Test
  void aDeviceThatSomebodyClaimsIsRefused() {
    blkdiscard(1, "blkdiscard: cannot open /dev/sdx: Device or resource busy");
    assertThatThrownBy(() -> devices.zero(device, new Extent(512, 4096)))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("is in use");
  }

  @Test
  void aDeviceThatFailsIsAFailure() {
    blkdiscard(1, "blkdiscard: /dev/sdx: BLKZEROOUT ioctl failed: Input/output error");
    assertThatThrownBy(() -> devices.zero(device, new Extent(512, 4096)))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining("Input/output error");
  }

  @Test
  void whatOnlyRootMayDoIsTried() {
    Answer denied = new Answer(1, "", "blockdev: ioctl error on BLKFLSBUF: Permission denied");
    runner.expect(denied, "blockdev", "--flushbufs", device.toString());
    runner.expect(denied, "blockdev", "--rereadpt", device.toString());
    devices.flush(device);
    devices.rereadTable(device);
    runner.assertDone();
  }
}
