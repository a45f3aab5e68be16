package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.process.Tool;

/**
 * Makes holes of what is only reserved in the original: a program that reads it sees zeros, and
 * neither tar(1) nor cp(1) looks for holes in a file that has as many blocks as bytes. Journals of
 * systemd and images of machines are such files.
 */
final class ReservedSpace {
  private static final int BATCH = 1000;

  private final Filefrag filefrag;
  private final Xargs xargs;
  private final Path from;
  private final Path to;
  private final List<FoundFile> batch = new ArrayList<>();

  ReservedSpace(Filefrag filefrag, Xargs xargs, Path from, Path to) {
    this.filefrag = filefrag;
    this.xargs = xargs;
    this.from = from;
    this.to = to;
  }

  /**
   * Changes the copies of those files of a listing of {@link Find} that may have reserved space.
   *
   * @param reserved tells that by the inode number
   * @param names file that gets the names of what was changed
   * @return whether a copy was changed
   */
  boolean copy(Path listing, LongPredicate reserved, Path names) {
    try (NameList punched = new NameList(names)) {
      ZeroEnded.read(
          listing,
          record -> {
            FoundFile file = FoundFile.of(record);
            if (file.isRegular() && file.seemsFull() && reserved.test(file.inode())) {
              add(file, punched);
            }
          });
      look(punched);
      return !punched.isEmpty();
    } catch (IOException e) {
      throw new InputOutputException("writing " + names, e);
    }
  }

  private void add(FoundFile file, NameList punched) {
    batch.add(file);
    if (batch.size() == BATCH) {
      look(punched);
    }
  }

  private void look(NameList punched) {
    List<Path> originals =
        batch.stream().map(one -> RawName.resolve(from, RawName.readable(one.path()))).toList();
    List<ExtentSet> data = filefrag.read(originals);
    for (int i = 0; i < data.size(); i++) {
      if (punch(batch.get(i), data.get(i))) {
        punched.add(batch.get(i).path());
      }
    }
    batch.clear();
  }

  private boolean punch(FoundFile file, ExtentSet data) {
    ExtentSet inside = data.intersect(new Extent(0, file.size()));
    ExtentSet holes = inside.complement(file.size());
    boolean any = false;
    for (int i = 0; i < holes.count(); i++) {
      any |= punch(file, holes.start(i), holes.end(i));
    }
    return any;
  }

  private boolean punch(FoundFile file, long start, long end) {
    if (end <= start) {
      return false;
    }
    xargs.run(
        "making a hole in a copy",
        List.of(FileFlags.below(to, file.path())),
        Tool.FALLOCATE,
        "--punch-hole",
        "--offset=" + start,
        "--length=" + (end - start),
        "--");
    return true;
  }
}
