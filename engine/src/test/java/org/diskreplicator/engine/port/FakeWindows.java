package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;

/**
 * Windows on raw files only: a disk is its own file, regions and volumes have names and no bytes.
 */
public final class FakeWindows implements Windows {
  private final List<String> opened = Collections.synchronizedList(new ArrayList<>());

  /** What was opened, such as {@code disk /a} or {@code region /a 0+512}. */
  public List<String> opened() {
    return List.copyOf(opened);
  }

  @Override
  public Window disk(ImageFiles.View image) {
    opened.add("disk " + image.path());
    return new Open(image.path());
  }

  @Override
  public Window region(ImageFiles.View image, Extent region) {
    opened.add("region " + image.path() + " " + region.offset() + "+" + region.length());
    return new Open(image.path().resolveSibling("region-" + region.offset()));
  }

  @Override
  public Window volume(Path disk, Placement placement) {
    opened.add("volume " + disk + " " + placement.size());
    return new Open(disk.resolveSibling("volume-" + placement.size()));
  }

  private record Open(Path path) implements Window {
    @Override
    public void close() {}
  }
}
