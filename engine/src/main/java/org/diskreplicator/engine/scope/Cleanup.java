package org.diskreplicator.engine.scope;

import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.ReplicationException;

/**
 * Releases what runs left that were killed; it touches what their journals name and nothing else.
 */
public final class Cleanup {
  private static final Duration BIRTH = Duration.ofMinutes(1);

  private final Undoer undoer;

  public Cleanup(Undoer undoer) {
    this.undoer = undoer;
  }

  /**
   * What a cleanup did.
   *
   * @param runs number of dead runs that were found
   * @param alive number of runs that are at work and were left alone
   * @param released what was there and is released now
   */
  public record Report(int runs, int alive, List<Undo> released, List<Failure> failures) {
    public Report {
      released = List.copyOf(released);
      failures = List.copyOf(failures);
    }
  }

  /**
   * Something that could not be released; the journal keeps it.
   *
   * @param what such as {@code unmount /run/x}
   */
  public record Failure(String what, String reason) {}

  /** Cleans up after all dead runs. */
  public Report run(StateFolder state) {
    Tally tally = new Tally();
    for (Path folder : folders(state.runs())) {
      try {
        visit(folder, tally);
      } catch (IOException | UncheckedIOException | JsonParseException e) {
        tally.failures.add(
            new Failure("read the journal in " + folder, String.valueOf(e.getMessage())));
      }
    }
    return new Report(tally.runs, tally.alive, tally.released, tally.failures);
  }

  private static final class Tally {
    private final List<Undo> released = new ArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int runs;
    private int alive;
  }

  private static List<Path> folders(Path runs) {
    List<Path> folders = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(runs)) {
      stream.forEach(folders::add);
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new InputOutputException("listing " + runs, e);
    }
    folders.sort(null);
    return folders;
  }

  private void visit(Path folder, Tally tally) throws IOException {
    if (ownerLives(folder)) {
      tally.alive++;
      return;
    }
    Path journal = folder.resolve(JournalFile.NAME);
    if (!Files.exists(journal)) {
      removeUnfinished(folder, tally);
      return;
    }
    try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        tally.alive++;
      } else {
        tally.runs++;
        release(folder, Files.readString(journal), tally);
      }
    }
  }

  /**
   * A run makes its journal in the first moments, before it acquires anything and before its folder
   * has its name, and removes it in the last, when it has released all.
   */
  private static void removeUnfinished(Path folder, Tally tally) throws IOException {
    boolean begins = String.valueOf(folder.getFileName()).startsWith(RunJournal.UNFINISHED);
    Instant touched = Files.getLastModifiedTime(folder).toInstant();
    if (begins && touched.isAfter(Instant.now().minus(BIRTH))) {
      tally.alive++;
    } else {
      tally.runs++;
      TreeDeletion.ofRun().delete(folder);
    }
  }

  private static boolean ownerLives(Path folder) throws IOException {
    return OwnerFile.read(folder).filter(ProcessIdentity::isAlive).isPresent();
  }

  private void release(Path folder, String journal, Tally tally) throws IOException {
    int before = tally.failures.size();
    for (Undo undo : JournalFile.pending(journal)) {
      attempt(undo, tally);
    }
    if (tally.failures.size() == before) {
      TreeDeletion.ofRun().delete(folder);
    }
  }

  private void attempt(Undo undo, Tally tally) {
    try {
      if (undoer.undo(undo)) {
        tally.released.add(undo);
      }
    } catch (ReplicationException e) {
      tally.failures.add(new Failure(undo.describe(), String.valueOf(e.getMessage())));
    }
  }
}
