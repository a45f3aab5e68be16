package org.diskreplicator.engine.port;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.Progress;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** Layers of which each holds what the test says; a copy is a small file with a note in it. */
public final class FakeImageLayers implements ImageLayers {
  private final List<String> calls = Collections.synchronizedList(new ArrayList<>());
  private final List<Layering> layerings = Collections.synchronizedList(new ArrayList<>());
  private ExtentSet own = ExtentSet.empty();
  private Runnable act = () -> {};
  private boolean equal = true;

  /** What each image itself holds. */
  public FakeImageLayers holding(ExtentSet ranges) {
    own = ranges;
    return this;
  }

  /** What happens during a copy. */
  public FakeImageLayers whileCopying(Runnable happening) {
    act = happening;
    return this;
  }

  /** Makes every comparison find a difference. */
  public FakeImageLayers differing() {
    equal = false;
    return this;
  }

  /** What was asked, in order. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  public List<Layering> layerings() {
    return List.copyOf(layerings);
  }

  @Override
  public ExtentSet ownRanges(View image, ByteSize size) {
    calls.add("own " + image.path().getFileName() + " of " + size.bytes());
    return own;
  }

  @Override
  public void convert(Layering layering, Progress progress, CancelToken stop) {
    calls.add("convert " + layering.conversion().target().getFileName());
    layerings.add(layering);
    act.run();
    if (stop.isCancelled()) {
      throw new CancelledException();
    }
    progress.at(1);
    try {
      Files.writeString(layering.conversion().target(), "layer " + layerings.size());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean equal(View first, View second, Path selection, Progress progress) {
    calls.add("compare " + first.path().getFileName() + " " + second.path().getFileName());
    progress.at(1);
    return equal;
  }

  @Override
  public void renameBacking(Path image, String name, ImageFormat format) {
    calls.add("rename " + image.getFileName() + " to " + name + " as " + format);
  }
}
