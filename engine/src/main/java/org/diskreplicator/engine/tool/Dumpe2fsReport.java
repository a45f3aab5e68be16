package org.diskreplicator.engine.tool;

import java.util.Optional;
import java.util.function.Consumer;
import org.diskreplicator.engine.port.ExtFileSystems.Layout;
import org.diskreplicator.engine.port.ExtFileSystems.Result;
import org.diskreplicator.engine.port.ExtFileSystems.Unreadable;
import org.jspecify.annotations.Nullable;

/**
 * The output of dumpe2fs, line by line: the superblock, then the groups.
 *
 * <p>Label, mount point and mount options come from the disk unescaped and may hold line feeds, so
 * any line may be forged. That cannot make a used block free: a field that is stated twice and a
 * group out of its turn are refused, and the superblock's own lines are always there too.
 */
final class Dumpe2fsReport implements Consumer<String> {
  private final Dumpe2fsHeader header = new Dumpe2fsHeader();
  private @Nullable Dumpe2fsGroups groups;
  private Optional<String> problem = Optional.empty();

  /** Takes a line; never throws, since the thread that pumps the output would die of it. */
  @Override
  public void accept(String line) {
    if (problem.isPresent()) {
      return;
    }
    try {
      take(line);
    } catch (MalformedReportException e) {
      problem = Optional.of(e.reason());
    }
  }

  private void take(String line) {
    if (line.startsWith("Group ") && line.contains(": (Blocks ")) {
      if (groups == null) {
        groups = new Dumpe2fsGroups(header.geometry());
      }
      groups.group(line);
    } else if (groups == null) {
      header.line(line);
    } else {
      groups.line(line);
    }
  }

  Result result() {
    if (problem.isPresent()) {
      return new Unreadable(problem.get());
    }
    try {
      return layout();
    } catch (MalformedReportException e) {
      return new Unreadable(e.reason());
    }
  }

  private Layout layout() {
    if (header.features().contains("journal_dev")) {
      throw new MalformedReportException("it is the journal of another file system");
    }
    Dumpe2fsHeader.Geometry geometry = header.geometry();
    Dumpe2fsGroups all = groups == null ? new Dumpe2fsGroups(geometry) : groups;
    return new Layout(
        geometry.blockSize(),
        geometry.blocks(),
        header.freeBlocks(),
        header.state(),
        header.features(),
        all.free());
  }
}
