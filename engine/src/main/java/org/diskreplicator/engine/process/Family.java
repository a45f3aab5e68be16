package org.diskreplicator.engine.process;

import java.util.List;

/** All processes of one run of a foreign program, by whatever means they are known. */
interface Family extends AutoCloseable {
  /** What the program is started through. */
  List<String> prefix();

  /** Those that run now. */
  List<ProcessHandle> members();

  /** Kills all of them and waits for their end. */
  @Override
  void close();
}
