package org.diskreplicator.engine.compare;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.diskreplicator.engine.failure.Futures;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.port.FileTree;
import org.diskreplicator.engine.process.CancelToken;

/**
 * Compares two file systems file by file, walking both at once.
 *
 * <p>Many folders are listed together, since each listing starts programs. Held in memory are the
 * entries of one such batch and the names of folders that are still to be visited.
 */
final class TreeComparison {
  /** A batch is full when it has so many folders, or folders of so many bytes. */
  private static final int FOLDERS = 1000;

  private static final long FOLDER_BYTES = 4 << 20;

  private static final int SHOWN_RANGES = 3;

  private final FileTree source;
  private final FileTree copy;
  private final Differences differences;
  private final EntryComparison entries;
  private final LinkGroups links;
  private final ContentComparisons contents;
  private final CancelToken cancel;
  private final Deque<Folder> folders = new ArrayDeque<>();
  private long files;

  /**
   * Prepares the comparison.
   *
   * @param progress takes the number of bytes that have been compared
   */
  TreeComparison(
      FileTree source,
      FileTree copy,
      Differences differences,
      CancelToken cancel,
      LongConsumer progress) {
    this.source = source;
    this.copy = copy;
    this.differences = differences;
    this.entries = new EntryComparison(differences);
    this.links = new LinkGroups(differences);
    this.contents =
        new ContentComparisons(
            Math.min(source.readers(), copy.readers()),
            () -> new ContentComparison(source, copy, cancel),
            progress);
    this.cancel = cancel;
  }

  private record Folder(String path, long size) {}

  /** A regular file that both sides have, with the same size. */
  private record Pair(String path, FileEntry source, FileEntry copy) {
    /** Blocks that hold no data, such as those of a list of blocks, make the numbers differ too. */
    boolean mayHaveHoles() {
      return source.allocated() < source.size()
          || copy.allocated() < copy.size()
          || source.allocated() != copy.allocated();
    }

    ExtentSet whole() {
      return ExtentSet.builder().add(0, source.size()).build();
    }
  }

  /** Compares all. */
  void run() {
    FileEntry here = source.root();
    entries.compare("/", here, copy.root());
    folders.push(new Folder("", here.size()));
    while (!folders.isEmpty()) {
      cancel.throwIfCancelled();
      compare(batch());
    }
  }

  /** Number of names that were compared. */
  long files() {
    return files;
  }

  /** Bytes of content that were compared. */
  long bytes() {
    return contents.bytes();
  }

  private List<String> batch() {
    List<String> paths = new ArrayList<>();
    long size = 0;
    while (!folders.isEmpty() && paths.size() < FOLDERS && size < FOLDER_BYTES) {
      Folder folder = folders.pop();
      paths.add(folder.path());
      size += folder.size();
    }
    return paths;
  }

  private void compare(List<String> paths) {
    CompletableFuture<List<List<FileEntry>>> listing =
        CompletableFuture.supplyAsync(() -> copy.list(paths));
    List<List<FileEntry>> here = list(source, paths, listing);
    List<List<FileEntry>> there = Futures.join(listing);
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      merge(paths.get(i), here.get(i), there.get(i), pairs);
    }
    compareContents(pairs);
  }

  private static List<List<FileEntry>> list(
      FileTree tree, List<String> paths, CompletableFuture<?> other) {
    try {
      return tree.list(paths);
    } finally {
      Futures.settle(other);
    }
  }

  /** Both lists are sorted by name. */
  private void merge(String folder, List<FileEntry> here, List<FileEntry> there, List<Pair> pairs) {
    int i = 0;
    int j = 0;
    while (i < here.size() || j < there.size()) {
      int order = order(here, i, there, j);
      if (order < 0) {
        addMissing(folder, here.get(i++), "missing in the copy");
      } else if (order > 0) {
        addMissing(folder, there.get(j++), "missing in the source");
      } else {
        compare(path(folder, here.get(i)), here.get(i++), there.get(j++), pairs);
      }
    }
  }

  private static int order(List<FileEntry> here, int i, List<FileEntry> there, int j) {
    if (i == here.size()) {
      return 1;
    }
    return j == there.size() ? -1 : here.get(i).name().compareTo(there.get(j).name());
  }

  private void addMissing(String folder, FileEntry entry, String what) {
    files++;
    differences.add(
        path(folder, entry), entry.isFolder() ? what + ", with all that is in it" : what);
  }

  private static String path(String folder, FileEntry entry) {
    return folder.isEmpty() ? entry.name() : folder + "/" + entry.name();
  }

  private void compare(String path, FileEntry here, FileEntry there, List<Pair> pairs) {
    files++;
    if (isBlockListLoader(here) && isBlockListLoader(there)) {
      return;
    }
    entries.compare(path, here, there);
    if (here.isFolder() && there.isFolder()) {
      folders.push(new Folder(path, here.size()));
    } else if (!here.isFolder() && !there.isFolder()) {
      boolean met = links.compare(path, here, there);
      if (!met && here.isRegular() && there.isRegular() && here.size() == there.size()) {
        pairs.add(new Pair(path, here, there));
      }
    }
  }

  /** It holds the numbers of its own blocks, and is locked lest they change. */
  private static boolean isBlockListLoader(FileEntry entry) {
    return entry.isRegular()
        && entry.name().equals("ldlinux.sys")
        && entry.attributes().getOrDefault("flags", "").contains("i");
  }

  private void compareContents(List<Pair> pairs) {
    List<Pair> sparse = pairs.stream().filter(Pair::mayHaveHoles).toList();
    compareBytes(
        pairs.stream()
            .filter(pair -> !pair.mayHaveHoles() && pair.source().size() > 0)
            .map(pair -> new ContentComparisons.Task(pair.path(), pair.whole()))
            .toList());
    if (!sparse.isEmpty()) {
      compareBytes(compareHoles(sparse));
    }
  }

  /** What is a hole on both sides need not be read. */
  private List<ContentComparisons.Task> compareHoles(List<Pair> pairs) {
    List<String> paths = pairs.stream().map(Pair::path).toList();
    List<ExtentSet> here = source.data(paths);
    List<ExtentSet> there = copy.data(paths);
    long block = Math.max(source.blockSize(), copy.blockSize());
    List<ContentComparisons.Task> rest = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Pair pair = pairs.get(i);
      if (!blocks(here.get(i), pair, block).equals(blocks(there.get(i), pair, block))) {
        differences.add(
            pair.path(), Wording.of("data", text(here.get(i), pair), text(there.get(i), pair)));
      }
      ExtentSet data = here.get(i).union(there.get(i)).intersect(pair.whole());
      rest.add(new ContentComparisons.Task(pair.path(), data));
    }
    return rest;
  }

  /** Grown to whole blocks of the coarser file system, which cannot tell smaller holes. */
  private static ExtentSet blocks(ExtentSet data, Pair pair, long block) {
    ExtentSet.Builder grown = ExtentSet.builder();
    for (int i = 0; i < data.count(); i++) {
      grown.add(data.start(i) / block * block, (data.end(i) + block - 1) / block * block);
    }
    return grown.build().intersect(pair.whole());
  }

  private static String text(ExtentSet data, Pair pair) {
    ExtentSet inside = data.intersect(pair.whole());
    String ranges =
        IntStream.range(0, Math.min(inside.count(), SHOWN_RANGES))
            .mapToObj(i -> inside.start(i) + "-" + inside.end(i))
            .collect(Collectors.joining(", "));
    return inside.count() > SHOWN_RANGES ? ranges + ", ..." : ranges;
  }

  private void compareBytes(List<ContentComparisons.Task> tasks) {
    List<OptionalLong> found = contents.firstDifferences(tasks);
    for (int i = 0; i < tasks.size(); i++) {
      String path = tasks.get(i).path();
      found
          .get(i)
          .ifPresent(at -> differences.add(path, "content differs from byte " + at + " on"));
    }
  }
}
