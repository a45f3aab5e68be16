package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/** Takes what a {@link FatWalk} finds, in the order in which it should lie on a disk. */
interface FatSink {
  /**
   * Takes a file.
   *
   * @param ranges of the source, which hold {@code size} bytes and maybe more
   * @return its first cluster; 0 when it is empty
   */
  long file(List<Extent> ranges, long size) throws IOException;

  /**
   * Makes room for a folder.
   *
   * @return its first cluster
   */
  long folder(int bytes) throws IOException;

  /** Takes the entries of the folder that begins at this cluster. */
  void fill(long cluster, ByteBuffer entries) throws IOException;

  /** Takes those of the root of FAT12 and FAT16, which lies in no cluster. */
  void fillRoot(ByteBuffer entries) throws IOException;
}
