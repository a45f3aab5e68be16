package org.diskreplicator.engine.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.model.ExtentSet;

/**
 * Where a qcow2 image has no table of clusters, so that nothing was ever written there.
 *
 * <p>A mask over such an image need not say that these bytes are free: they read as zeros, and QEMU
 * steps over each such span at once, while it looks at every single cluster that a mask hides.
 */
final class UnwrittenSpans {
  private UnwrittenSpans() {}

  /**
   * Reads the first table of an image.
   *
   * @return in bytes of the disk; empty for whatever is not plainly a qcow2 that stands on nothing
   */
  static ExtentSet of(Path image) {
    try (FileChannel channel = FileChannel.open(image, StandardOpenOption.READ)) {
      return PlainImage.read(channel).map(UnwrittenSpans::spans).orElse(ExtentSet.empty());
    } catch (IOException e) {
      return ExtentSet.empty();
    }
  }

  private static ExtentSet spans(PlainImage image) {
    ExtentSet.Builder unwritten = ExtentSet.builder();
    for (int i = 0; i < image.count(); i++) {
      if (image.table(i) == 0) {
        long start = i * image.span();
        unwritten.add(start, Math.min(start + image.span(), image.size()));
      }
    }
    return unwritten.build();
  }
}
