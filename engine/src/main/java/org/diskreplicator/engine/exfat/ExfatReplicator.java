package org.diskreplicator.engine.exfat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * exFAT made anew: boot sectors, names, times and attributes are those of the source, byte for
 * byte; each file lies in one piece, and what was deleted is left behind.
 */
public final class ExfatReplicator implements Replicator {
  private final Windows windows;
  private final FileSystemChecks checks;

  public ExfatReplicator(Windows windows, FileSystemChecks checks) {
    this.windows = windows;
    this.checks = checks;
  }

  @Override
  public String name() {
    return "exfat";
  }

  @Override
  public Set<String> contents() {
    return Set.of("exfat");
  }

  @Override
  public Needs needs() {
    return new Needs(false, Set.of("fsck.exfat"));
  }

  @Override
  public long smallest(Original original) {
    try (ExfatVolume volume = open(original)) {
      return volume.geometry().smallest(new ExfatCensus(volume).clusters());
    } catch (UnsoundException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new InputOutputException("reading an exFAT file system", e);
    }
  }

  private static RefusedException refusal(UnsoundException e) {
    return new RefusedException(
        "An exFAT file system cannot be made anew: " + e.reason() + ". Copy its blocks.");
  }

  private ExfatVolume open(Original original) throws IOException {
    return ExfatVolume.open(windows.disk(original.disk()).path(), original.part());
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    try (ExfatVolume volume = open(original);
        FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      ExfatGeometry geometry = volume.geometry().resized(channel.size());
      new ExfatWriter(volume, geometry, channel, progress, stop).write();
    } catch (UnsoundException e) {
      throw refusal(e);
    } catch (IOException e) {
      throw new InputOutputException("making an exFAT file system anew", e);
    }
    FileSystemChecks.Verdict verdict = checks.check(FullCheck.EXFAT, target, 0);
    if (!verdict.agrees()) {
      throw new RefusedException(
          "An exFAT file system was made anew, but fsck.exfat is not content with it ("
              + verdict.findings().lines().findFirst().orElse("")
              + "); repair the source first.");
    }
    return List.of();
  }
}
