package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ToolPaths;

/** FUSE exports by qemu-storage-daemon in the background, without root. */
public final class FuseExports implements DiskExports {
  private final CommandRunner runner;
  private final FuseAccess access;

  public FuseExports(CommandRunner runner, ToolPaths tools) {
    this(runner, new FuseAccess(tools));
  }

  FuseExports(CommandRunner runner, FuseAccess access) {
    this.runner = runner;
    this.access = access;
  }

  @Override
  public void show(ImageFiles.View image, Access mode, List<Shown> shown, Path pidFile) {
    start(
        QemuStorageDaemon.opening(image, mode, pidFile, SourceKey.NONE),
        shown,
        "showing " + image.path());
  }

  @Override
  public void showParts(Path disk, List<Shown> parts, Path pidFile) {
    start(QemuStorageDaemon.writingPartsOf(disk, pidFile), parts, "showing parts of " + disk);
  }

  private void start(QemuStorageDaemon daemon, List<Shown> shown, String step) {
    access.require();
    shown.forEach(window -> daemon.show(window.region(), window.mountPoint()));
    CommandResult result = runner.run(daemon.background(step));
    if (result.exitCode() != 0) {
      throw ExportFailure.of(result);
    }
  }
}
