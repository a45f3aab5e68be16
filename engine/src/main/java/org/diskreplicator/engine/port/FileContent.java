package org.diskreplicator.engine.port;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The bytes of an open file. */
public interface FileContent extends AutoCloseable {
  /**
   * Reads from byte {@code position} on, as much as there is or as the buffer takes.
   *
   * @return number of bytes, or -1 at the end of the file
   */
  int read(long position, ByteBuffer buffer) throws IOException;

  @Override
  void close() throws IOException;
}
