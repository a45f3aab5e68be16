package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.BtrfsFileSystems;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * btrfs(8), one method per subcommand; mkfs.btrfs and btrfstune.
 *
 * <p>Subvolumes are named to it by symbolic links, as their own names need be no text.
 */
public final class Btrfs implements BtrfsFileSystems {
  /** BTRFS_IOC_SUBVOL_SETFLAGS without any flag, the only one of which is that of read-only. */
  private static final String CLEAR_FLAGS =
      "open(my $f, '<', shift) or die \"$!\"; my $none = pack('Q', 0);"
          + " ioctl($f, 0x4008941a, $none) or die \"$!\"";

  private final CommandRunner runner;
  private final ToolPaths tools;
  private final Path folder;
  private final AtomicInteger count = new AtomicInteger();

  /** Keeps its links, lists and fifos in {@code folder}, the run's own. */
  public Btrfs(CommandRunner runner, ToolPaths tools, Path folder) {
    this.runner = runner;
    this.tools = tools;
    this.folder = folder.toAbsolutePath();
  }

  @Override
  public Profiles profiles(Path window) {
    return BtrfsChunks.parse(
        run(
                "reading where the blocks of btrfs lie",
                "inspect-internal",
                "dump-tree",
                "-t",
                "chunk",
                window.toString())
            .stdout());
  }

  @Override
  public List<String> make(Path file, Making how) {
    return new MkfsBtrfs(runner).make(file, how);
  }

  @Override
  public void identify(Path file, String uuid) {
    runner
        .run(
            Command.of(
                "giving btrfs its identifier", Tool.BTRFSTUNE, "-f", "-U", uuid, file.toString()))
        .orThrow();
  }

  @Override
  public List<Subvolume> subvolumes(Path mount) {
    Command all = list(mount, "-c", "-u", "-q", "-R");
    Command locked = list(mount, "-r");
    return BtrfsListing.parse(
        mount, runner.run(all).orThrow().stdout(), runner.run(locked).orThrow().stdout());
  }

  private static Command list(Path mount, String... options) {
    List<String> arguments = new ArrayList<>(List.of("subvolume", "list"));
    arguments.addAll(List.of(options));
    arguments.add(mount.toString());
    return Command.of("listing the subvolumes", Tool.BTRFS, arguments).printingBytes();
  }

  @Override
  public long defaultSubvolume(Path mount) {
    String answer =
        run("asking for the default subvolume", "subvolume", "get-default", mount.toString())
            .stdout();
    return Long.parseLong(answer.split(" ", 3)[1]);
  }

  @Override
  public void makeDefault(long subvolume, Path mount) {
    run(
        "choosing the default subvolume",
        "subvolume",
        "set-default",
        Long.toString(subvolume),
        mount.toString());
  }

  @Override
  public boolean countsSpace(Path mount) {
    return runner
            .run(
                Command.of(
                    "asking for space per subvolume",
                    Tool.BTRFS,
                    "qgroup",
                    "show",
                    mount.toString()))
            .exitCode()
        == 0;
  }

  /** The line behind the heading tells all bytes, those of nobody else, and others. */
  @Override
  public boolean sharesBlocks(Path subvolume) {
    String[] line =
        run("looking for shared blocks", "filesystem", "du", "-s", "--raw", link(subvolume))
            .stdout()
            .lines()
            .skip(1)
            .findFirst()
            .orElse("")
            .strip()
            .split(" +", 4);
    return line.length < 4 || !line[0].equals(line[1]);
  }

  @Override
  public void create(Path subvolume) {
    run("making a subvolume", "subvolume", "create", subvolume.toString());
  }

  @Override
  public void snapshot(Path subvolume, Path to) {
    run("making a snapshot", "subvolume", "snapshot", "-r", link(subvolume), to.toString());
  }

  @Override
  public void delete(Path subvolume) {
    run("deleting a subvolume", "subvolume", "delete", "-c", subvolume.toString());
  }

  @Override
  public void lock(Path subvolume) {
    setReadOnly(subvolume, "true");
  }

  /** btrfs(8) makes a received subvolume writable only when it forgets its origin besides. */
  @Override
  public void unlock(Path subvolume, Origin origin) {
    switch (origin) {
      case FORGOTTEN -> setReadOnly(subvolume, "false");
      case KEPT ->
          runner
              .run(
                  Command.of(
                      "making a received subvolume writable",
                      Tool.PERL,
                      "-e",
                      CLEAR_FLAGS,
                      "--",
                      link(subvolume)))
              .orThrow();
    }
  }

  private void setReadOnly(Path subvolume, String value) {
    run(
        "changing whether a subvolume is read-only",
        "property",
        "set",
        "-f",
        "-t",
        "subvol",
        link(subvolume),
        "ro",
        value);
  }

  @Override
  public void transfer(Transfer transfer, Replicator.Progress progress, CancelToken stop) {
    List<String> send = new ArrayList<>();
    transfer.parent().ifPresent(parent -> send.addAll(List.of("-p", link(parent))));
    transfer.sources().forEach(source -> send.addAll(List.of("-c", link(source))));
    try (FilledBytes filled = new FilledBytes(transfer.folder(), progress)) {
      new BtrfsStream(runner, folder)
          .carry(send, link(transfer.subvolume()), link(transfer.folder()), stop);
    }
  }

  @Override
  public void share(Path from, Path to, CancelToken stop) {
    runner
        .run(
            Command.of(
                    "copying the top level",
                    Tool.CP,
                    "-a",
                    "--reflink=always",
                    "-T",
                    "--",
                    from.toString(),
                    to.toString())
                .stopWith(stop))
        .orThrow();
  }

  @Override
  public List<String> finish(Pair subvolume, Optional<Pair> twin, CancelToken stop) {
    Path work = newWork();
    SubvolumeFiles files = SubvolumeFiles.of(runner, tools, work, subvolume.original(), stop);
    return new SubvolumeFinish(runner, tools, work, subvolume, twin).run(files, stop);
  }

  /** That it cannot be done costs time alone. */
  @Override
  public void trim(Path mount) {
    runner.run(Command.of("giving free space back", Tool.FSTRIM, mount.toString()));
  }

  @Override
  public FileSystemChecks.Verdict check(Path file) {
    return new BtrfsCheck(runner).check(file);
  }

  private CommandResult run(String step, String... arguments) {
    return runner.run(Command.of(step, Tool.BTRFS, arguments)).orThrow();
  }

  /** A name without hostile characters for a folder. */
  private String link(Path path) {
    try {
      Path link = folder.resolve("subvolume" + count.incrementAndGet());
      return Files.createSymbolicLink(link, path).toString();
    } catch (IOException e) {
      throw new InputOutputException("naming a subvolume in " + folder, e);
    }
  }

  private Path newWork() {
    try {
      return Files.createDirectory(folder.resolve("finish" + count.incrementAndGet()));
    } catch (IOException e) {
      throw new InputOutputException("making a folder in " + folder, e);
    }
  }
}
