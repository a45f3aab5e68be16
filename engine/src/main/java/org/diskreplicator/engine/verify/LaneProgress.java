package org.diskreplicator.engine.verify;

import java.util.Arrays;
import org.diskreplicator.engine.port.ImageFiles.Progress;

/** Joins the progress of lanes of equal weight into one. */
final class LaneProgress {
  private final double[] shares;
  private final Progress progress;

  LaneProgress(int lanes, Progress progress) {
    this.shares = new double[lanes];
    this.progress = progress;
  }

  synchronized void at(int lane, double share) {
    shares[lane] = share;
    progress.at(Arrays.stream(shares).average().orElse(0));
  }
}
