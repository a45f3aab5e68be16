package org.diskreplicator.engine.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.View;

/**
 * Compares two images in several lanes side by side, each with about the same number of used bytes.
 *
 * <p>One {@code qemu-img compare} keeps one processor busy; two of them on two processors take half
 * the time.
 */
public final class Verifier {
  private static final long BOUNDARY = 1 << 20;

  /** Less than this is not worth a second process. */
  private static final long SMALLEST_LANE = 128L << 20;

  private final ImageFiles images;
  private final int lanes;

  /**
   * Prepares comparisons.
   *
   * @param lanes number of processors to use, at least 1
   */
  public Verifier(ImageFiles images, int lanes) {
    this.images = images;
    this.lanes = Math.max(1, lanes);
  }

  /**
   * Whether both images show the same disk of {@code size} bytes.
   *
   * @param used where the bytes are that take time to compare
   */
  public boolean equal(
      View first, View second, long size, ExtentSet used, ImageFiles.Progress progress) {
    List<Extent> parts = split(size, used);
    ExecutorService pool = Executors.newFixedThreadPool(parts.size());
    try {
      LaneProgress shares = new LaneProgress(parts.size(), progress);
      List<Future<Boolean>> results = new ArrayList<>();
      for (int lane = 0; lane < parts.size(); lane++) {
        int number = lane;
        results.add(
            pool.submit(
                () ->
                    images.equal(
                        first,
                        second,
                        parts.get(number),
                        number,
                        share -> shares.at(number, share))));
      }
      return results.stream().map(Verifier::result).reduce(true, Boolean::logicalAnd);
    } finally {
      pool.shutdown();
    }
  }

  private static boolean result(Future<Boolean> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ReplicationException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** The disk in at most {@link #lanes} parts of about equal used bytes. */
  List<Extent> split(long size, ExtentSet used) {
    long total = used.totalBytes();
    long count = Math.max(1, Math.min(lanes, total / SMALLEST_LANE));
    List<Extent> parts = new ArrayList<>();
    long start = 0;
    long seen = 0;
    for (int i = 0; i < used.count() && parts.size() < count - 1; i++) {
      seen += used.end(i) - used.start(i);
      long quota = total / count * (parts.size() + 1);
      if (seen >= quota) {
        long cut = (used.end(i) - (seen - quota)) / BOUNDARY * BOUNDARY;
        if (cut > start && cut < size) {
          parts.add(Extent.between(start, cut));
          start = cut;
        }
      }
    }
    parts.add(Extent.between(start, size));
    return parts;
  }
}
