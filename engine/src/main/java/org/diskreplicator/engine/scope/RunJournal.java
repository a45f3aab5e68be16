package org.diskreplicator.engine.scope;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.diskreplicator.engine.failure.InputOutputException;

/**
 * What one run has acquired, kept in a folder of its own so that a later process can release it.
 *
 * <p>The journal is locked as long as the process lives. Who the process is stands in a second
 * file: closing <em>any</em> descriptor of a locked file drops the lock (fcntl(2)), so nobody in
 * this process may ever open the journal itself again. Nor is it written through a channel, which
 * the interrupt of one thread closes for all (InterruptibleChannel). Safe for all threads.
 */
public final class RunJournal {
  private static final FileAttribute<?> PRIVATE_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** What the names of folders begin with that have no journal yet. */
  static final String UNFINISHED = "new-";

  private final Path folder;
  private final RandomAccessFile file;

  private RunJournal(Path folder, RandomAccessFile file) {
    this.folder = folder;
    this.file = file;
  }

  /** Begins the journal of this run in a new folder {@code runs/ID}. */
  public static RunJournal open(StateFolder state) {
    try {
      return create(state.runs());
    } catch (IOException e) {
      throw new InputOutputException("opening the journal in " + state, e);
    }
  }

  /**
   * The folder gets its final name when it is locked, so that no cleanup takes it for a dead one.
   */
  private static RunJournal create(Path runs) throws IOException {
    Files.createDirectories(runs, PRIVATE_FOLDER);
    String id = Caller.ofEnvironment().map(Caller::run).orElseGet(RunJournal::newId);
    Path unfinished = Files.createDirectory(runs.resolve(UNFINISHED + id), PRIVATE_FOLDER);
    OwnerFile.write(unfinished, ProcessIdentity.current());
    RandomAccessFile file =
        new RandomAccessFile(unfinished.resolve(JournalFile.NAME).toFile(), "rw");
    if (file.getChannel().tryLock() == null) {
      throw new IOException("cannot lock " + unfinished);
    }
    return new RunJournal(Files.move(unfinished, runs.resolve(id)), file);
  }

  /** Nobody else can write here, so it need not be secret, only new. */
  private static String newId() {
    return Long.toString(System.currentTimeMillis(), 36)
        + "-"
        + ProcessHandle.current().pid()
        + "-"
        + Long.toString(System.nanoTime() & 0xffff_ffffL, 36);
  }

  /** The name of this run, of digits, small letters and dashes. */
  public String id() {
    return String.valueOf(folder.getFileName());
  }

  /** A folder for the files of this run; its path has no hostile characters. */
  public Path folder() {
    return folder;
  }

  /** Writes down how something will be released; call it before acquiring. */
  public void record(Undo undo) {
    append(JournalFile.acquireLine(undo), undo.isDurable());
  }

  /**
   * Writes down that something is released. It is not forced to the disk: releasing again is
   * harmless.
   */
  public void released(Undo undo) {
    append(JournalFile.releasedLine(undo), false);
  }

  private synchronized void append(String line, boolean durable) {
    try {
      file.write(line.getBytes(StandardCharsets.UTF_8));
      if (durable) {
        file.getFD().sync();
      }
    } catch (IOException e) {
      throw new InputOutputException("writing the journal in " + folder, e);
    }
  }

  /** Removes the folder with the journal: nothing is left to release. */
  synchronized void finish() {
    try {
      TreeDeletion.ofRun().delete(folder);
      file.close();
    } catch (IOException e) {
      throw new InputOutputException("removing " + folder, e);
    }
  }

  /** Keeps the folder for a later cleanup, which may begin at once. */
  synchronized void abandon() {
    try {
      file.close();
      Files.delete(folder.resolve(OwnerFile.NAME));
    } catch (IOException e) {
      throw new InputOutputException("closing the journal in " + folder, e);
    }
  }
}
