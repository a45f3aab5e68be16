package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Swap space made anew: its first page for another number of pages.
 *
 * <p>The page goes on as it is, with identifier, label, boot code before the header, size of pages
 * and order of bytes; mkswap(8) can give it neither foreign bytes nor the order of another machine.
 */
public final class SwapReplicator implements Replicator {
  /** What mkswap and the kernel ask for. */
  private static final int LEAST_PAGES = 10;

  private static final long MOST_PAGES = 1L << 32;

  private final Windows windows;

  public SwapReplicator(Windows windows) {
    this.windows = windows;
  }

  @Override
  public String name() {
    return "swap";
  }

  @Override
  public Set<String> contents() {
    return Set.of("swap");
  }

  @Override
  public Needs needs() {
    return new Needs(false, Set.of());
  }

  @Override
  public long smallest(Original original) {
    return (long) LEAST_PAGES * header(original).page();
  }

  private SwapHeader header(Original original) {
    Path disk = windows.disk(original.disk()).path();
    try (RegionReader reader = RegionReader.open(disk, original.part())) {
      SwapHeader header = SwapHeader.read(reader);
      if (header.version() == 0) {
        throw refusal("no system uses its version any more");
      }
      return header;
    } catch (UntrustworthyException e) {
      throw refusal(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new InputOutputException("reading the header of swap space", e);
    }
  }

  private static RefusedException refusal(String reason) {
    return new RefusedException("Swap space cannot be made anew: " + reason + "; copy its blocks.");
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    SwapHeader header = header(original);
    try (FileChannel channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      long pages = Math.min(channel.size() / header.page(), MOST_PAGES);
      if (pages < LEAST_PAGES) {
        throw new RefusedException(
            "Swap space does not fit into "
                + channel.size()
                + " bytes; it needs "
                + LEAST_PAGES * header.page()
                + ".");
      }
      RegionWriter.write(channel, 0, header.withPages(pages));
      return List.of();
    } catch (IOException e) {
      throw new InputOutputException("making swap space anew", e);
    }
  }
}
