package org.diskreplicator.engine.scope;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.CleanupException;
import org.jspecify.annotations.Nullable;

/**
 * What a run holds, released newest first.
 *
 * <p>Push the undo <em>before</em> acquiring: a crash in between leaves an undo that finds nothing
 * to do, the other way round it would leave the thing itself. Safe for all threads.
 */
public final class CleanupStack implements AutoCloseable {
  private final RunJournal journal;
  private final Undoer undoer;
  private final Deque<Entry> entries = new ArrayDeque<>();

  public CleanupStack(RunJournal journal, Undoer undoer) {
    this.journal = journal;
    this.undoer = undoer;
  }

  /** Something on the stack; known by its identity. */
  public static final class Entry {
    private final String name;
    private final Optional<Undo> undo;
    private final Runnable act;

    private Entry(String name, Optional<Undo> undo, Runnable act) {
      this.name = name;
      this.undo = undo;
      this.act = act;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** Writes {@code undo} into the journal and keeps it for {@link #close}; acquire after that. */
  public Entry push(Undo undo) {
    journal.record(undo);
    return add(new Entry(undo.describe(), Optional.of(undo), () -> undoer.undo(undo)));
  }

  /**
   * Keeps an act that only this process can do; the journal does not know of it.
   *
   * @param name what it does, for messages, such as {@code stop the check}
   */
  public Entry pushAction(String name, Runnable undo) {
    return add(new Entry(name, Optional.empty(), undo));
  }

  private synchronized Entry add(Entry entry) {
    entries.push(entry);
    return entry;
  }

  private synchronized boolean take(Entry entry) {
    return entries.remove(entry);
  }

  /** Releases it now; when that fails it stays for {@link #close}. A second call does nothing. */
  public void release(Entry entry) {
    if (take(entry)) {
      try {
        entry.act.run();
      } catch (RuntimeException | Error e) {
        add(entry);
        throw e;
      }
      entry.undo.ifPresent(journal::released);
    }
  }

  /** Gives it up without releasing: it is no longer ours, such as a file renamed into place. */
  public void forget(Entry entry) {
    if (take(entry)) {
      entry.undo.ifPresent(journal::released);
    }
  }

  /**
   * Releases all, newest first, whatever fails meanwhile, and removes the run's folder.
   *
   * @throws CleanupException when something could not be released; the journal stays for {@link
   *     Cleanup}
   */
  @Override
  public void close() {
    List<RuntimeException> failures = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Entry entry = poll(); entry != null; entry = poll()) {
      try {
        entry.act.run();
        entry.undo.ifPresent(journal::released);
      } catch (RuntimeException e) {
        failures.add(e);
        left.add(entry.name);
      }
    }
    end(left, failures);
  }

  private synchronized @Nullable Entry poll() {
    return entries.poll();
  }

  private void end(List<String> left, List<RuntimeException> failures) {
    if (failures.isEmpty()) {
      journal.finish();
    } else {
      journal.abandon();
      throw new CleanupException(left, failures);
    }
  }
}
