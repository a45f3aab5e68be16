package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** Images that stand on others, layer by layer. */
public interface ImageLayers {
  /**
   * Finds what an image itself holds of its disk, zeros that hide what is below it too.
   *
   * @param size of the disk
   * @return in bytes of the disk; all else shows what the image stands on
   * @throws RefusedException when it is in more pieces than can be kept in mind
   */
  ExtentSet ownRanges(View image, ByteSize size);

  /**
   * Makes a qcow2 image, and copies what is selected into it, until {@code stop} is cancelled;
   * zeros are written too, and all else shows what is below, or zeros. An existing file is
   * overwritten.
   */
  void convert(Layering layering, Progress progress, CancelToken stop);

  /**
   * Compares what is selected of two images.
   *
   * @param selection as the engine writes it, as long as both
   * @return whether it is equal
   */
  boolean equal(View first, View second, Path selection, Progress progress);

  /** Writes another name of the same backing file into a qcow2 image; the file is not opened. */
  void renameBacking(Path image, String name, ImageFormat format);

  /**
   * One copy of what is selected: of the topmost layer of a chain, or of a huge disk.
   *
   * @param conversion from an image that shows the whole chain, into a qcow2 image
   * @param selection as the engine writes it, of {@code size} bytes too
   * @param below what the new image stands on, by an absolute path; empty for one that stands alone
   * @param size of both disks
   */
  record Layering(Conversion conversion, Path selection, Optional<View> below, ByteSize size) {}
}
