package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.Window;

/**
 * A window through which something was written: all of it is in the image before the window goes.
 *
 * <p>Whoever shows the window flushes at its end too, but has only seconds for that, and nobody
 * hears of its failure.
 */
record FlushedWindow(Window window) implements Window {
  @Override
  public Path path() {
    return window.path();
  }

  @Override
  public void close() {
    try (FileChannel channel = FileChannel.open(path(), StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      throw new InputOutputException("writing to the window " + path(), e);
    } finally {
      window.close();
    }
  }
}
