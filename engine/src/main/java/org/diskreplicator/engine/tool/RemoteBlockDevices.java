package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.BlockDevices;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** Writes to remote disks by qemu-io(1), and leaves all others to those who know the kernel's. */
public final class RemoteBlockDevices implements BlockDevices {
  private final CommandRunner runner;
  private final BlockDevices local;

  /** Prepares for both. */
  public RemoteBlockDevices(CommandRunner runner, BlockDevices local) {
    this.runner = runner;
    this.local = local;
  }

  /** Who else writes to it, its server alone can know. */
  @Override
  public boolean isClaimed(Path device) {
    return !isRemote(device) && local.isClaimed(device);
  }

  @Override
  public void zero(Path device, Extent range) {
    if (isRemote(device)) {
      order(device, "write -z " + range.offset() + " " + range.length());
    } else {
      local.zero(device, range);
    }
  }

  @Override
  public void flush(Path device) {
    if (isRemote(device)) {
      order(device, "flush");
    } else {
      local.flush(device);
    }
  }

  @Override
  public void rereadTable(Path device) {
    if (!isRemote(device)) {
      local.rereadTable(device);
    }
  }

  private static boolean isRemote(Path device) {
    return RemoteDisk.at(device).isPresent();
  }

  /** In write-through mode, each order ends with a flush. */
  private void order(Path device, String order) {
    CommandResult result =
        runner.run(
            Command.of(
                "writing to the remote disk",
                Tool.QEMU_IO,
                "-t",
                "writethrough",
                "-c",
                order,
                OverwriteArguments.nameOfDevice(device)));
    new CommandResult(result.command(), result.exitCode(), "", reason(result)).orThrow();
  }

  /** Of writes qemu-io tells the reason on standard output, and of a failed flush nowhere. */
  private static String reason(CommandResult result) {
    return Stream.of(result.stderr(), result.stdout(), "Input/output error")
        .filter(text -> !text.isBlank())
        .findFirst()
        .orElseThrow();
  }
}
