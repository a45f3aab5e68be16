package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.scope.NbdDevices;
import org.diskreplicator.engine.scope.Polling;

/** Connects images to free network block devices. */
final class NbdConnections {
  /** It takes 0.1 s on an idle machine. */
  private static final Polling READY = new Polling(Duration.ofMillis(5), Duration.ofSeconds(10));

  private final CommandRunner runner;
  private final NbdDevices devices;
  private final NbdAccess access;

  NbdConnections(CommandRunner runner, NbdDevices devices, NbdAccess access) {
    this.runner = runner;
    this.devices = devices;
    this.access = access;
  }

  /**
   * Connects {@code disk} to the first device that is free, and makes {@code link} a link to it.
   *
   * <p>Another process may take the same device at the same moment. The kernel gives it to one and
   * refuses the other ("Failed to set NBD socket"), which then tries the next device.
   *
   * @param pidFile for the process that serves it; a name that no other process bears
   */
  void connect(QemuNbd disk, Path link, Path pidFile, String step) {
    access.require();
    for (Path device : devices.all()) {
      if (devices.isFree(device) && isConnected(disk, device, pidFile, step)) {
        link(link, device);
        return;
      }
    }
    throw new RefusedException(
        "No network block device is free. Detach what is no longer needed (diskrep attach --list),"
            + " or reload the kernel's module with more: modprobe -r nbd; modprobe nbd"
            + " nbds_max=64.");
  }

  private boolean isConnected(QemuNbd disk, Path device, Path pidFile, String step) {
    CommandResult result = runner.run(disk.connect(step, device, pidFile));
    String marker = pidFile.toString();
    if (result.exitCode() == 0 && READY.until(() -> devices.isShownBy(device, marker))) {
      return true;
    }
    if (result.exitCode() == 0 || result.stderr().contains("Failed to set NBD socket")) {
      return false;
    }
    throw ExportFailure.of(result);
  }

  private static void link(Path link, Path device) {
    try {
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, device);
    } catch (IOException e) {
      throw new InputOutputException("linking " + link + " to " + device, e);
    }
  }
}
