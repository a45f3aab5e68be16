package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replays;
import org.diskreplicator.engine.process.CommandRunner;

/** Replays the journals of ext by e2fsck(8), the logs of xfs and btrfs by mounting them. */
public final class ReplayTools implements Replays {
  /** Features, of which one is that the journal holds what is not yet in its place. */
  private static final int EXT_INCOMPATIBLE = 1024 + 0x60;

  private static final int EXT_NEEDS_RECOVERY = 4;

  /** The tree of what was synchronized since the last commit. */
  private static final int BTRFS_LOG_ROOT = (64 << 10) + 0x60;

  private static final Mounts.Way XFS = new Mounts.Way("xfs", "nouuid");

  /** Writes no cache of free space, which would be one more change. */
  private static final Mounts.Way BTRFS = new Mounts.Way("btrfs", "nospace_cache");

  /** One with a tree of free space cannot be mounted without it. */
  private static final Mounts.Way BTRFS_WITH_TREE = new Mounts.Way("btrfs", "space_cache=v2");

  private static final int BTRFS_READ_ONLY_FEATURES = (64 << 10) + 0xb4;
  private static final int BTRFS_FREE_SPACE_TREE = 1;

  private final CommandRunner runner;
  private final Mounts mounts;

  public ReplayTools(CommandRunner runner, Mounts mounts) {
    this.runner = runner;
    this.mounts = mounts;
  }

  @Override
  public boolean isNeeded(Content content, Path window) {
    return switch (content.name()) {
      case "ext3", "ext4" -> (word(window, EXT_INCOMPATIBLE) & EXT_NEEDS_RECOVERY) != 0;
      case "xfs" -> !new XfsLogprint(runner).isClean(window);
      case "btrfs" -> word(window, BTRFS_LOG_ROOT) != 0;
      default -> false;
    };
  }

  @Override
  public boolean needsSuperUser(Content content) {
    return !(content instanceof Content.Ext);
  }

  @Override
  public void replay(Content content, Path file) {
    switch (content.name()) {
      case "ext3", "ext4" -> new E2fsck(runner).replay(file);
      case "xfs" -> mounts.target(file, XFS).close();
      case "btrfs" -> mounts.target(file, btrfs(file)).close();
      default -> throw new IllegalArgumentException("no journal in " + content.name());
    }
  }

  private static Mounts.Way btrfs(Path file) {
    boolean tree = (word(file, BTRFS_READ_ONLY_FEATURES) & BTRFS_FREE_SPACE_TREE) != 0;
    return tree ? BTRFS_WITH_TREE : BTRFS;
  }

  /** Eight bytes, the first one the lowest. */
  private static long word(Path file, long offset) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.read(bytes, offset);
    } catch (IOException e) {
      throw new InputOutputException("looking for a journal", e);
    }
    return bytes.getLong(0);
  }
}
