package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Works on block devices with util-linux: wipefs(8), blkdiscard(8), blockdev(8).
 *
 * <p>The first two open a device with O_EXCL, which Java cannot; the kernel refuses that while the
 * device or a partition of it is mounted, swapped to, or part of another device (open(2)).
 */
public final class UtilLinuxDevices implements BlockDevices {
  private static final String BUSY = "Device or resource busy";

  private final CommandRunner runner;

  public UtilLinuxDevices(CommandRunner runner) {
    this.runner = runner;
  }

  /**
   * It is {@code wipefs --all} that opens with O_EXCL; with {@code --no-act} it changes nothing.
   */
  @Override
  public boolean isClaimed(Path device) {
    CommandResult result =
        runner.run(
            Command.of(
                "asking whether the device is in use",
                Tool.WIPEFS,
                "--all",
                "--no-act",
                device.toString()));
    return result.exitCode() != 0 && result.stderr().contains(BUSY);
  }

  @Override
  public void zero(Path device, Extent range) {
    CommandResult result =
        runner.run(
            Command.of(
                "zeroing a part of the device",
                Tool.BLKDISCARD,
                "--zeroout",
                "--offset",
                Long.toString(range.offset()),
                "--length",
                Long.toString(range.length()),
                device.toString()));
    if (result.exitCode() != 0 && result.stderr().contains(BUSY)) {
      throw new RefusedException(
          "'" + device + "' is in use by the kernel or another program; release it first.");
    }
    result.orThrow();
    sync(device);
  }

  /** Root alone may drop what the kernel keeps of a device; for others the bytes are safe too. */
  @Override
  public void flush(Path device) {
    sync(device);
    blockdev("--flushbufs", device);
  }

  private static void sync(Path device) {
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new InputOutputException("writing the last bytes to '" + device + "'", e);
    }
  }

  @Override
  public void rereadTable(Path device) {
    blockdev("--rereadpt", device);
  }

  /** Any exit code will do: it is a service to others. */
  private void blockdev(String flag, Path device) {
    runner.run(
        Command.of("telling the kernel of the device", Tool.BLOCKDEV, flag, device.toString()));
  }
}
