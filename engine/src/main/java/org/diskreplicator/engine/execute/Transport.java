package org.diskreplicator.engine.execute;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.DifferenceException;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageShape;
import org.diskreplicator.engine.plan.Scatter;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.ImageFiles.Layout;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.CancelToken;

/** Copies passages to their places, and compares each one at once, while its bytes are at hand. */
final class Transport {
  private final ImageFiles images;
  private final AssemblySite site;
  private final Path runFolder;
  private final StepEvents steps;
  private final CancelToken cancel;
  private final boolean proves;
  private long carried;

  Transport(
      ImageFiles images,
      AssemblySite site,
      Path runFolder,
      StepEvents steps,
      CancelToken cancel,
      boolean proves) {
    this.images = images;
    this.site = site;
    this.runFolder = runFolder;
    this.steps = steps;
    this.cancel = cancel;
    this.proves = proves;
  }

  /** About how many bytes were copied. */
  long carriedBytes() {
    return carried;
  }

  /** Makes the target's file with what spans all of it. */
  void begin(Passage passage, ImageFiles.Clusters clusters, ImageShape shape) {
    View disk = site.disk();
    try (PassageMasks masks = new PassageMasks(runFolder)) {
      View source = masks.source(passage);
      ImageFiles.Conversion conversion =
          new ImageFiles.Conversion(
              source, disk.path(), disk.format(), false, layout(passage), clusters, shape);
      copy("copy", passage, progress -> images.convert(conversion, progress, cancel));
      prove("verify", passage, source, disk);
    }
    passage.end().run();
  }

  /** Copies what spans all of the target to its file, which holds {@code adopted} already. */
  void beginWith(Passage adopted, Passage passage) {
    carried += adopted.bytes();
    carry("", passage, ExtentSet.of(adopted.place()));
  }

  /** Copies to a place on the target. */
  void carry(String title, Passage passage) {
    carry(" " + title, passage, ExtentSet.empty());
  }

  private void carry(String suffix, Passage passage, ExtentSet before) {
    try (PassageMasks masks = new PassageMasks(runFolder)) {
      View source = masks.source(passage);
      ImageFiles.Insertion insertion =
          new ImageFiles.Insertion(source, site.disk(), passage.place(), layout(passage));
      copy("copy" + suffix, passage, progress -> images.insert(insertion, progress, cancel));
      if (proves) {
        String name = images.nameOfPart(site.disk(), passage.place());
        View place = masks.target(passage, name, before);
        prove("verify" + suffix, passage, source, place);
      }
    }
    passage.end().run();
  }

  private static Layout layout(Passage passage) {
    boolean scattered = Scatter.isGreat(passage.bytes(), passage.free());
    return scattered ? Layout.SCATTERED : Layout.CONTIGUOUS;
  }

  /** What moves the bytes. */
  private interface Work {
    void run(ImageFiles.Progress progress);
  }

  private void copy(String name, Passage passage, Work work) {
    steps.step(
        name,
        passage.bytes(),
        () -> {
          work.run(steps.progress(name, passage.bytes()));
          return true;
        });
    carried += passage.bytes();
  }

  private void prove(String name, Passage passage, View source, View target) {
    if (!proves) {
      return;
    }
    long bytes = passage.bytes();
    boolean equal =
        steps.step(
            name,
            bytes,
            () -> images.equal(source, target, layout(passage), steps.progress(name, bytes)));
    if (!equal) {
      throw new DifferenceException(
          "The copy differs from the source; the disk or memory of this machine may be failing.");
    }
  }
}
