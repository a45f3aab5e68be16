package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.XfsMaking;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** mkfs.xfs(8) and xfs_repair(8). */
public final class MkfsXfs implements XfsMaking {
  /** What older versions made without being asked: less than 300 MB, a log of less than 64 MB. */
  private static final List<String> SMALL = List.of("--unsupported");

  private final CommandRunner runner;

  public MkfsXfs(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public void make(Path file, Shape shape) {
    CommandResult result = run(file, shape, List.of());
    if (result.exitCode() != 0) {
      // The reason may be lost: it stands before all of the usage.
      result = run(file, shape, SMALL);
    }
    if (result.exitCode() != 0) {
      throw new RefusedException(
          "This xfs cannot be made anew: "
              + result.stderr().lines().findFirst().orElse("mkfs.xfs gives no reason")
              + "; copy its blocks.");
    }
  }

  private CommandResult run(Path file, Shape shape, List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("-q", "-f", "-K"));
    arguments.addAll(more);
    arguments.addAll(List.of("-b", "size=" + shape.blockSize()));
    arguments.addAll(List.of("-s", "size=" + shape.sectorSize()));
    arguments.addAll(List.of("-m", checksums(shape)));
    arguments.addAll(List.of("-i", inodes(shape)));
    arguments.addAll(List.of("-n", folders(shape)));
    arguments.addAll(List.of("-d", data(shape)));
    arguments.addAll(List.of("-l", log(shape)));
    if (!shape.label().isEmpty()) {
      arguments.addAll(List.of("-L", shape.label()));
    }
    arguments.add(file.toString());
    return runner.run(Command.of("making the xfs", Tool.MKFS_XFS, arguments));
  }

  private static String checksums(Shape shape) {
    Features has = shape.features();
    String uuid = "uuid=" + shape.uuid();
    return shape.version() == 4
        ? "crc=0,finobt=0," + uuid
        : "crc=1,finobt=%d,rmapbt=%d,reflink=%d,bigtime=%d,inobtcount=%d,%s"
            .formatted(
                bit(has.freeInodeTree()),
                bit(has.reverseMap()),
                bit(has.sharedBlocks()),
                bit(has.bigTimes()),
                bit(has.inodeTreeCounts()),
                uuid);
  }

  private static String inodes(Shape shape) {
    Features has = shape.features();
    String all = "size=%d,maxpct=%d".formatted(shape.inodeSize(), shape.inodePercent());
    return shape.version() == 4
        ? "%s,attr=%d,projid32bit=%d,sparse=0"
            .formatted(all, has.attributes2() ? 2 : 1, bit(has.wideProjects()))
        : "%s,sparse=%d,nrext64=%d"
            .formatted(all, bit(has.sparseInodes()), bit(has.bigExtentCounts()));
  }

  private static String folders(Shape shape) {
    String version = shape.features().ignoresCase() ? "ci" : "2";
    String kinds = shape.version() == 4 ? ",ftype=" + bit(shape.features().kindsInFolders()) : "";
    return "size=%d,version=%s%s".formatted(shape.folderBlockSize(), version, kinds);
  }

  private static String data(Shape shape) {
    String groups = "agsize=" + shape.groupSize();
    return shape.stripe() == 0
        ? groups + ",noalign"
        : "%s,su=%d,sw=%d".formatted(groups, shape.stripe(), shape.stripeWidth() / shape.stripe());
  }

  private static String log(Shape shape) {
    StringBuilder log = new StringBuilder("internal=1,version=" + shape.logVersion());
    shape.logSize().ifPresent(size -> log.append(",size=").append(size));
    if (shape.logStripe() > 0) {
      log.append(",su=").append(shape.logStripe());
    }
    return log.append(",lazy-count=").append(bit(shape.features().lazyCounters())).toString();
  }

  private static int bit(boolean set) {
    return set ? 1 : 0;
  }

  @Override
  public Optional<String> faults(Path file) {
    LastLines printed = new LastLines();
    CommandResult result =
        runner.run(
            Command.of("checking the xfs", Tool.XFS_REPAIR, "-n", "-f", file.toString())
                .withOutput(printed));
    if (result.exitCode() == 0) {
      return Optional.empty();
    }
    result.stderr().lines().forEach(printed);
    return Optional.of(printed.text());
  }
}
