package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.port.DiskExports;
import org.diskreplicator.engine.port.DiskExports.Via;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.port.WritableWindows;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.NbdDevices;
import org.diskreplicator.engine.volume.Keyring;

/**
 * By which way this machine shows images.
 *
 * <p>FUSE where it can be used: it needs no root, no free device and no kernel module, and its
 * files are seen by nobody else. Network block devices where it cannot (no {@code /dev/fuse}, no
 * permission, a program missing) and root, the kernel and qemu-nbd allow them. Where neither can be
 * used, FUSE is chosen, and says what it needs as soon as something is to be shown.
 */
public final class DiskExportsChoice {
  private final CommandRunner runner;
  private final FuseAccess fuse;
  private final NbdAccess nbd;
  private final NbdDevices devices;
  private final ToolPaths tools;
  private final SourceKey key;
  private final Keyring keys;

  /**
   * Looks at what this machine has.
   *
   * @param key of encrypted images that windows show
   * @param keys of volumes inside of disks
   */
  public DiskExportsChoice(CommandRunner runner, ToolPaths tools, SourceKey key, Keyring keys) {
    this(
        runner,
        tools,
        new FuseAccess(tools),
        new NbdAccess(tools, NbdDevices.ofThisMachine()),
        NbdDevices.ofThisMachine(),
        key,
        keys);
  }

  DiskExportsChoice(
      CommandRunner runner,
      ToolPaths tools,
      FuseAccess fuse,
      NbdAccess nbd,
      NbdDevices devices,
      SourceKey key,
      Keyring keys) {
    this.runner = runner;
    this.tools = tools;
    this.fuse = fuse;
    this.nbd = nbd;
    this.devices = devices;
    this.key = key;
    this.keys = keys;
  }

  /** What shows images beyond a run. */
  public DiskExports exports(Via via) {
    return usesNbd(via) ? new NbdExports(connections()) : new FuseExports(runner, fuse);
  }

  /** What shows images during a run, in its folder. */
  public Windows windows(CleanupStack stack, Path folder) {
    return usesNbd(Via.AUTO) ? nbdWindows(stack, folder) : fuseWindows(stack, folder);
  }

  /** The same for images that are to be written; {@code folder} is one of its own. */
  public WritableWindows writableWindows(CleanupStack stack, Path folder) {
    return usesNbd(Via.AUTO) ? nbdWindows(stack, folder) : fuseWindows(stack, folder);
  }

  private NbdWindows nbdWindows(CleanupStack stack, Path folder) {
    return new NbdWindows(connections(), stack, folder, key);
  }

  private FuseWindows fuseWindows(CleanupStack stack, Path folder) {
    return new FuseWindows(runner, tools, stack, folder, key, keys);
  }

  /**
   * Does nothing when parts of disks can be shown during a run.
   *
   * @throws MissingPrerequisiteException when neither way works; it says what FUSE needs
   */
  public void requireWindows() {
    if (!usesNbd(Via.AUTO)) {
      fuse.require();
    }
  }

  private NbdConnections connections() {
    return new NbdConnections(runner, devices, nbd);
  }

  private boolean usesNbd(Via via) {
    return switch (via) {
      case AUTO -> !works(fuse::require) && works(nbd::require);
      case FUSE -> false;
      case NBD -> true;
    };
  }

  private static boolean works(Runnable require) {
    try {
      require.run();
      return true;
    } catch (MissingPrerequisiteException e) {
      return false;
    }
  }
}
