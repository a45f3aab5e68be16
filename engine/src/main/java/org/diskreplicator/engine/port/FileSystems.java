package org.diskreplicator.engine.port;

import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;

/** File systems that can be read file by file. */
@FunctionalInterface
public interface FileSystems {
  /**
   * Opens the file system that fills {@code part} of a disk; it is not changed, and a journal that
   * waits to be replayed goes on waiting.
   *
   * @throws MissingPrerequisiteException when it could be opened by root, or with a program that is
   *     not installed
   */
  Result open(ImageFiles.View disk, Extent part, Content content);

  /** What came of it. */
  sealed interface Result {}

  /** It can be read. */
  record Opened(FileTree tree) implements Result {}

  /**
   * It cannot be read as files here.
   *
   * @param reason a short clause for people
   */
  record Unopened(String reason) implements Result {}
}
