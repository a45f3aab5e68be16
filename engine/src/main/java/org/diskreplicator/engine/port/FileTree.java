package org.diskreplicator.engine.port;

import java.util.List;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;

/**
 * The files of one file system, read-only until closed.
 *
 * <p>A path is the names from the root on, joined by slashes, in the form of {@link FileEntry};
 * that of the root is empty. Whoever asks for a path has met it in a listing.
 */
public interface FileTree extends AutoCloseable {
  /** The root itself; its name is empty. */
  FileEntry root();

  /** What is in each of these folders, sorted by {@link FileEntry#name}. */
  List<List<FileEntry>> list(List<String> folders);

  /** Which bytes of each of these regular files are data; all others are holes. */
  List<ExtentSet> data(List<String> files);

  /** Opens a regular file. */
  FileContent open(String file);

  /** How many files may be read at the same time. */
  default int readers() {
    return 1;
  }

  /** Bytes of a block, which is what holes are made of. */
  long blockSize();

  @Override
  void close();
}
