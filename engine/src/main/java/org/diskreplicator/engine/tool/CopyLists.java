package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;

/**
 * The files of a listing, divided into lists that can be copied at the same time.
 *
 * <p>All files with several names are in one list, so that one program sees all their names.
 */
final class CopyLists {
  /** What a file costs besides its bytes, in bytes: 60,000 small files take as long as 4 GB. */
  private static final long FILE_COST = 70_000;

  /** So much goes to one list before another one is thought of: neighbours stay together. */
  private static final long CHUNK = 16 << 20;

  private final List<Path> all = new ArrayList<>();
  private final Path folders;
  private final Optional<Path> specials;

  private CopyLists(Path folders, Optional<Path> specials) {
    this.folders = folders;
    this.specials = specials;
  }

  /** Divides a listing of {@link Find}; the lists lie in {@code work}. */
  static CopyLists divide(Path listing, Path work, int parts) {
    List<NameList> open = new ArrayList<>();
    try {
      NameList folders = open(open, work.resolve("folders"));
      NameList specials = open(open, work.resolve("specials"));
      List<NameList> files = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        files.add(open(open, work.resolve("files" + part)));
      }
      Division division = new Division(folders, specials, files);
      ZeroEnded.read(listing, record -> division.add(FoundFile.of(record)));
      close(open);
      CopyLists lists = new CopyLists(folders.file(), present(specials));
      files.forEach(list -> present(list).ifPresent(lists.all::add));
      return lists;
    } catch (IOException e) {
      throw new InputOutputException("dividing the list of files", e);
    } catch (UncheckedIOException e) {
      throw new InputOutputException(
          "dividing the list of files", Objects.requireNonNull(e.getCause()));
    }
  }

  private static NameList open(List<NameList> open, Path file) throws IOException {
    NameList list = new NameList(file);
    open.add(list);
    return list;
  }

  private static void close(List<NameList> lists) throws IOException {
    for (NameList list : lists) {
      list.close();
    }
  }

  private static Optional<Path> present(NameList list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.file());
  }

  /** All folders, each before what is in it. */
  Path folders() {
    return folders;
  }

  /** Devices, fifos and sockets, when there are any. */
  Optional<Path> specials() {
    return specials;
  }

  /** Regular files and symbolic links; no list is empty. */
  List<Path> files() {
    return List.copyOf(all);
  }

  /** Gives the next chunk to the list with the least to do. */
  private static final class Division {
    private final NameList folders;
    private final NameList specials;
    private final List<NameList> files;
    private final long[] costs;
    private int current;
    private long chunk;

    Division(NameList folders, NameList specials, List<NameList> files) {
      this.folders = folders;
      this.specials = specials;
      this.files = files;
      this.costs = new long[files.size()];
    }

    void add(FoundFile file) {
      if (file.isFolder()) {
        folders.add(file.path());
      } else if (file.isSpecial()) {
        specials.add(file.path());
      } else {
        give(file, file.hasOtherNames() ? 0 : next(FILE_COST + file.bytes()));
      }
    }

    private void give(FoundFile file, int list) {
      costs[list] += FILE_COST + file.bytes();
      files.get(list).add(file.path());
    }

    private int next(long cost) {
      if (chunk >= CHUNK) {
        chunk = 0;
        current = leastLoaded();
      }
      chunk += cost;
      return current;
    }

    private int leastLoaded() {
      int least = 0;
      for (int list = 1; list < costs.length; list++) {
        if (costs[list] < costs[least]) {
          least = list;
        }
      }
      return least;
    }
  }
}
