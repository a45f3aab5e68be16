package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * FAT12, FAT16 and FAT32 made anew without a mount and without root: the sectors before the tables
 * and the entries of the folders are those of the source, and each file lies in one piece.
 */
public final class FatReplicator implements Replicator {
  private static final String SYSLINUX = "SYSLINUX";

  private final Windows windows;
  private final FileSystemChecks checks;

  public FatReplicator(Windows windows, FileSystemChecks checks) {
    this.windows = windows;
    this.checks = checks;
  }

  @Override
  public String name() {
    return "vfat";
  }

  @Override
  public Set<String> contents() {
    return Set.of("vfat");
  }

  @Override
  public Needs needs() {
    return new Needs(false, Set.of("fsck.fat"));
  }

  @Override
  public long smallest(Original original) {
    try (FatSource source = open(original)) {
      return smallest(source.layout(), source.census());
    } catch (UntrustworthyException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new InputOutputException("reading a FAT file system", e);
    }
  }

  private FatSource open(Original original) throws IOException, UntrustworthyException {
    return FatSource.open(windows.disk(original.disk()).path(), original.part());
  }

  private static long smallest(FatLayout layout, FatCensus files) {
    return layout
        .smallest(files)
        .orElseThrow(() -> new RefusedException("A FAT file system has more files than its type."));
  }

  private static RefusedException refusal(UntrustworthyException e) {
    return new RefusedException(
        "A FAT file system cannot be made anew: "
            + e.getMessage()
            + "; let fsck.fat repair it first.");
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    try (FatSource source = open(original);
        FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      FatLayout layout = layout(source, channel.size());
      new FatWriter(source, channel, layout).write(done -> report(done, progress, stop));
      requireSound(target);
      return notes(source, layout, channel.size());
    } catch (UntrustworthyException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new InputOutputException("making a FAT file system anew", e);
    }
  }

  private static FatLayout layout(FatSource source, long bytes)
      throws IOException, UntrustworthyException {
    FatCensus files = source.census();
    FatLayout old = source.layout();
    return old.resized(bytes, files)
        .orElseThrow(
            () ->
                new RefusedException(
                    "A FAT file system does not fit into "
                        + bytes
                        + " bytes; it needs "
                        + smallest(old, files)
                        + "."));
  }

  private static void report(long done, Progress progress, CancelToken stop) {
    stop.throwIfCancelled();
    progress.at(done);
  }

  private void requireSound(Path target) {
    Verdict verdict = checks.check(FullCheck.FAT, target, 0);
    if (!verdict.agrees()) {
      throw new RefusedException(
          "A FAT file system was made anew, but fsck.fat is not content with it ("
              + verdict.findings().lines().findFirst().orElse("")
              + "); repair the source first.");
    }
  }

  private static List<String> notes(FatSource source, FatLayout layout, long bytes)
      throws IOException {
    List<String> notes = new ArrayList<>();
    int before = source.layout().clusterBytes();
    if (layout.clusterBytes() != before) {
      notes.add(
          "The clusters of the FAT file system have %d bytes instead of %d, as its new size asks for."
              .formatted(layout.clusterBytes(), before));
    }
    if (layout.sectors() < bytes / layout.sectorBytes()) {
      notes.add(
          "The FAT file system takes %d of %d bytes, as FAT%d cannot have more clusters."
              .formatted(layout.sectors() * layout.sectorBytes(), bytes, layout.width().bits()));
    }
    if (source.systemName().startsWith(SYSLINUX)) {
      notes.add(
          "SYSLINUX finds its file by its place, which has changed: install SYSLINUX again before"
              + " the FAT file system boots.");
    }
    return notes;
  }
}
