package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;

/**
 * Copies files by several pairs of tar at once (docs/decisions/0013).
 *
 * <p>Folders are made first and get their times and attributes last: an access list that is
 * inherited would stay with files that have none, and each new file changes its folder's time.
 */
public final class TarCopies implements FileCopies {
  private static final int MOST_PAIRS = 4;

  private final CommandRunner runner;
  private final ToolPaths tools;
  private final Path folder;
  private final int pairs;

  /** Keeps its lists and fifos in {@code folder}, the run's own. */
  public TarCopies(CommandRunner runner, ToolPaths tools, Path folder) {
    this(runner, tools, folder, Math.min(MOST_PAIRS, Runtime.getRuntime().availableProcessors()));
  }

  TarCopies(CommandRunner runner, ToolPaths tools, Path folder, int pairs) {
    this.runner = runner;
    this.tools = tools;
    this.folder = folder.toAbsolutePath();
    this.pairs = pairs;
  }

  @Override
  public void copy(
      Path from,
      Path to,
      Kept kept,
      LongPredicate reserved,
      Replicator.Progress progress,
      CancelToken stop) {
    try (FilledBytes filled = new FilledBytes(to, progress)) {
      new Copy(from, to, newWork(), kept, reserved, stop).run();
    }
  }

  private Path newWork() {
    try {
      return Files.createTempDirectory(folder, "copy");
    } catch (IOException e) {
      throw new InputOutputException("making a folder in " + folder, e);
    }
  }

  /** One copy. */
  private final class Copy {
    private final Path from;
    private final Path to;
    private final Path work;
    private final Kept kept;
    private final LongPredicate reserved;
    private final CancelToken stop;
    private final TarPipes pipes;
    private final Xargs xargs;
    private final FileFlags flags;

    Copy(Path from, Path to, Path work, Kept kept, LongPredicate reserved, CancelToken stop) {
      this.from = from;
      this.to = to;
      this.work = work;
      this.kept = kept;
      this.reserved = reserved;
      this.stop = stop;
      this.pipes = new TarPipes(runner, from, to, work);
      this.xargs = new Xargs(runner, tools, work.resolve("names"));
      this.flags = new FileFlags(xargs, from);
    }

    void run() {
      Path listing = work.resolve("listing");
      new Find(runner).list(from, listing, stop);
      if (kept == Kept.ALL) {
        flags.read(listing);
      }
      CopyLists lists = CopyLists.divide(listing, work, pairs);
      makeFolders(lists.folders());
      pipes.copy(lists.files(), metadata(), stop);
      lists.specials().ifPresent(list -> copyByCp(list, List.of()));
      makeHoles(listing);
      pipes.copy(List.of(lists.folders()), metadata(), stop);
      flags.set(to);
    }

    private Tar.Metadata metadata() {
      return kept == Kept.TIMES ? Tar.Metadata.TIMES : Tar.Metadata.ALL;
    }

    private void makeFolders(Path folders) {
      Set<String> casefolded = flags.casefolded();
      if (casefolded.isEmpty()) {
        Tar.Metadata plain =
            kept == Kept.TIMES ? Tar.Metadata.TIMES : Tar.Metadata.WITHOUT_ATTRIBUTES;
        pipes.copy(List.of(folders), plain, stop);
      } else {
        new FolderLevels(pipes, xargs, to, casefolded).make(folders, stop);
      }
    }

    /** What is punched loses its times, and perhaps its capabilities. */
    private void makeHoles(Path listing) {
      if (kept != Kept.TIMES) {
        Path names = work.resolve("punched");
        Filefrag filefrag = new Filefrag(runner, work.resolve("links"));
        if (new ReservedSpace(filefrag, xargs, from, to).copy(listing, reserved, names)) {
          copyByCp(names, List.of("--attributes-only"));
        }
      }
    }

    /** Special files too: tar knows no sockets and no second names of devices and fifos. */
    private void copyByCp(Path list, List<String> options) {
      List<String> arguments =
          new ArrayList<>(
              List.of(
                  "--chdir=" + from,
                  tools.require(Tool.XARGS).toString(),
                  "-0",
                  "-a",
                  list.toString(),
                  "--",
                  tools.require(Tool.CP).toString(),
                  "-a",
                  "--parents",
                  "--target-directory=" + to));
      arguments.addAll(options);
      arguments.add("--");
      runner.run(Command.of("copying single files", Tool.ENV, arguments).stopWith(stop)).orThrow();
    }
  }
}
