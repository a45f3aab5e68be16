package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.CommandRunner;

/** Other sizes by resize2fs and ntfsresize. */
public final class ResizingTools implements Resizers {
  private static final String NTFS = "ntfs";

  private final Resize2fs resize2fs;
  private final Ntfsresize ntfsresize;

  public ResizingTools(CommandRunner runner) {
    this.resize2fs = new Resize2fs(runner);
    this.ntfsresize = new Ntfsresize(runner);
  }

  @Override
  public boolean serves(Content content) {
    return content instanceof Content.Ext || content.name().equals(NTFS);
  }

  @Override
  public Range range(Content content, Path window) {
    if (content instanceof Content.Ext) {
      return resize2fs.range(window);
    }
    return content.name().equals(NTFS)
        ? ntfsresize.range(window)
        : Range.none("no tool gives " + content.name() + " another size");
  }

  @Override
  public void resize(Content content, Path file, long bytes, CancelToken stop) {
    if (content instanceof Content.Ext) {
      resize2fs.resize(file, bytes, stop);
    } else if (content.name().equals(NTFS)) {
      ntfsresize.resize(file, bytes, stop);
    } else {
      throw new RefusedException(
          "No tool gives " + content.name() + " another size; let it keep the one that it has.");
    }
  }
}
