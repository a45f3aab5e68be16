package org.diskreplicator.engine.port;

import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.port.ImageFiles.Conversion;
import org.diskreplicator.engine.port.ImageFiles.View;

/** How much room images take, and where. */
public interface ImageSizes {
  /** Bytes that a file needs to take the outcome of a conversion; it may need less. */
  ByteSize room(Conversion conversion);

  /**
   * Bytes of a qcow2 image up to the last that it uses.
   *
   * @throws RefusedException when its structures are not sound
   */
  ByteSize end(View image);

  /** What of an image's disk may be anything but zeros, as its structures tell. */
  ExtentSet filled(View image, ByteSize size);
}
