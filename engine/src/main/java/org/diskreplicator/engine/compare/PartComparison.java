package org.diskreplicator.engine.compare;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.diskreplicator.engine.compare.PartResult.Means;
import org.diskreplicator.engine.event.EventSink;
import org.diskreplicator.engine.event.ReplicationEvent;
import org.diskreplicator.engine.execute.MaskedComparison;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.FileSystems.Opened;
import org.diskreplicator.engine.port.FileSystems.Unopened;
import org.diskreplicator.engine.port.FileTree;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/** Compares one partition, or a disk without a table, with its copy. */
final class PartComparison {
  /** What ext leaves to boot loaders at its start, and swap too. */
  private static final int BOOT_BYTES = 1024;

  private static final int BOOT_SECTOR = 512;
  private static final int LOADER_NAME = 3;
  private static final String LOADER = "SYSLINUX";

  /** Progress is told so often. */
  private static final long PROGRESS_PARTS = 200;

  private final FileSystems fileSystems;
  private final Windows windows;
  private final MaskedComparison masked;
  private final TrustedFree trusted;
  private final CancelToken cancel;
  private final EventSink events;

  PartComparison(
      FileSystems fileSystems,
      Windows windows,
      MaskedComparison masked,
      TrustedFree trusted,
      CancelToken cancel,
      EventSink events) {
    this.fileSystems = fileSystems;
    this.windows = windows;
    this.masked = masked;
    this.trusted = trusted;
    this.cancel = cancel;
    this.events = events;
  }

  /** Compares. */
  PartResult compare(Side source, Side copy) {
    return new Run(source, copy).compare();
  }

  /** One comparison. */
  private final class Run implements Content.Visitor<PartResult> {
    private final Side source;
    private final Side copy;
    private final String title;
    private final Differences differences = new Differences();
    private long reported = -1;

    Run(Side source, Side copy) {
      this.source = source;
      this.copy = copy;
      this.title = source.region().title();
    }

    PartResult compare() {
      Content here = source.region().content();
      Content there = copy.region().content();
      if (!here.name().equals(there.name())) {
        differences.add(title, Wording.of("content", here.name(), there.name()));
        return result(Means.HEADER, 0, 0, "");
      }
      compare(here.signature(), there.signature());
      long total = source.region().usedMap().usedBytes();
      events.accept(new ReplicationEvent.StepStarted("compare " + title, total));
      long start = System.nanoTime();
      PartResult result = here.accept(this);
      long millis = (System.nanoTime() - start) / 1_000_000;
      events.accept(new ReplicationEvent.StepFinished("compare " + title, millis));
      return result;
    }

    private void compare(Signature here, Signature there) {
      differences.addUnlessEqual(title, "version", here.version(), there.version());
      differences.addUnlessEqual(title, "label", here.label(), there.label());
      differences.addUnlessEqual(title, "UUID", here.uuid(), there.uuid());
    }

    @Override
    public PartResult ext(Content.Ext content) {
      compareBootBytes();
      return files(content);
    }

    @Override
    public PartResult fat(Content.Fat content) {
      return files(content);
    }

    /** Its map leaves out the header page alone, so the free bytes begin behind a page. */
    @Override
    public PartResult swap(Content.Swap content) {
      compareBootBytes();
      differences.addUnlessEqual(title, "page size", pageSize(source), pageSize(copy));
      return result(Means.HEADER, 0, 0, "");
    }

    @Override
    public PartResult other(Content.Other content) {
      return files(content);
    }

    @Override
    public PartResult unknown(Content.Unknown content) {
      return bytes("what it holds is not known");
    }

    private void compareBootBytes() {
      byte[] here = bootBytes(source);
      byte[] there = bootBytes(copy);
      int from = namesBlocks(here) && namesBlocks(there) ? BOOT_SECTOR : 0;
      if (!Arrays.equals(here, from, here.length, there, from, there.length)) {
        differences.add(title, "boot code differs");
      }
    }

    /** Whether it is extlinux's, which holds the number of the first block of the loader's file. */
    private boolean namesBlocks(byte[] boot) {
      return boot.length > BOOT_SECTOR
          && new String(boot, LOADER_NAME, LOADER.length(), StandardCharsets.ISO_8859_1)
              .equals(LOADER);
    }

    private PartResult files(Content content) {
      FileSystems.Result here = open(source, content);
      try {
        FileSystems.Result there = open(copy, content);
        try {
          return compare(here, there);
        } finally {
          close(there);
        }
      } finally {
        close(here);
      }
    }

    private FileSystems.Result open(Side side, Content content) {
      return fileSystems.open(side.view(), side.region().extent(), content);
    }

    /** Of two btrfs with one UUID many kernels mount only the first. */
    private PartResult compare(FileSystems.Result here, FileSystems.Result there) {
      if (here instanceof Unopened unopened) {
        return bytes(unopened.reason());
      }
      if (there instanceof Unopened unopened) {
        return bytes("of the copy: " + unopened.reason());
      }
      return compare(((Opened) here).tree(), ((Opened) there).tree());
    }

    private PartResult compare(FileTree here, FileTree there) {
      TreeComparison trees =
          new TreeComparison(here, there, differences, cancel, this::reportProgress);
      trees.run();
      return result(Means.FILES, trees.files(), trees.bytes(), "");
    }

    private PartResult bytes(String reason) {
      ExtentSet free = trusted.of(source);
      long bytes = source.region().extent().length() - free.totalBytes();
      boolean equal =
          masked.equal(
              source.stretch(),
              copy.stretch(),
              free,
              share -> reportProgress((long) (share * bytes)));
      if (!equal) {
        differences.add(title, "bytes differ");
      }
      return result(Means.BYTES, 0, bytes, reason);
    }

    private void reportProgress(long bytes) {
      long total = source.region().usedMap().usedBytes();
      long part = bytes / Math.max(1, total / PROGRESS_PARTS);
      if (part != reported) {
        reported = part;
        events.accept(
            new ReplicationEvent.Progress("compare " + title, Math.min(bytes, total), total));
      }
    }

    private PartResult result(Means means, long files, long bytes, String note) {
      return new PartResult(
          title,
          source.region().content().name(),
          means,
          files,
          bytes,
          differences.first(),
          differences.count(),
          note);
    }
  }

  private byte[] bootBytes(Side side) {
    return new DiskStart(windows, side.view()).read(side.region().extent(), BOOT_BYTES);
  }

  private static long pageSize(Side side) {
    ExtentSet free = side.region().usedMap().free();
    return free.isEmpty() ? 0 : free.start(0);
  }

  private static void close(FileSystems.Result result) {
    if (result instanceof Opened opened) {
      opened.tree().close();
    }
  }
}
