package org.diskreplicator.engine.replicate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.BtrfsFileSystems;
import org.diskreplicator.engine.port.BtrfsFileSystems.Access;
import org.diskreplicator.engine.port.BtrfsFileSystems.Origin;
import org.diskreplicator.engine.port.BtrfsFileSystems.Pair;
import org.diskreplicator.engine.port.BtrfsFileSystems.Subvolume;
import org.diskreplicator.engine.port.BtrfsFileSystems.Transfer;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;

/** Copies the top level and all subvolumes from one mounted btrfs to another one, new and empty. */
final class SubvolumeCopies {
  /** Of the top level, which itself cannot be sent. */
  private static final String SNAPSHOT = ".diskrep-top";

  /** Sent first of all, so that others can be sent as changes of it. */
  private static final String EMPTY = ".diskrep-empty";

  private static final String MADE = ".diskrep-made";

  private final BtrfsFileSystems btrfs;
  private final Path from;
  private final Path to;
  private final Path made;
  private final Replicator.Progress progress;
  private final CancelToken stop;
  private final SubvolumeOrder order;

  /** What blocks can be shared with. */
  private final Map<Path, Subvolume> sources = new LinkedHashMap<>();

  private boolean emptyIsThere;

  SubvolumeCopies(
      BtrfsFileSystems btrfs, Path from, Path to, Replicator.Progress progress, CancelToken stop) {
    this.btrfs = btrfs;
    this.from = from;
    this.to = to;
    this.made = to.resolve(MADE);
    this.progress = progress;
    this.stop = stop;
    this.order = new SubvolumeOrder(btrfs.subvolumes(from));
  }

  /**
   * Copies.
   *
   * @return sentences that the user should read
   */
  List<String> copy() {
    try {
      return copyAll();
    } catch (IOException e) {
      throw new InputOutputException("copying the subvolumes", e);
    }
  }

  private List<String> copyAll() throws IOException {
    BasicFileAttributes times = Files.readAttributes(from, BasicFileAttributes.class);
    long first = btrfs.defaultSubvolume(from);
    List<String> warnings = new ArrayList<>();
    prepare();
    copyTop();
    for (Subvolume one : order.parentsFirst()) {
      transfer(one, Files.createDirectory(folder(one)));
    }
    place();
    clear();
    warnings.addAll(finish());
    warnings.addAll(number(first));
    btrfs.trim(to);
    Files.getFileAttributeView(to, BasicFileAttributeView.class)
        .setTimes(times.lastModifiedTime(), times.lastAccessTime(), null);
    return warnings;
  }

  private void prepare() throws IOException {
    for (String name : List.of(SNAPSHOT, EMPTY, MADE)) {
      if (Files.exists(from.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        throw new RefusedException(
            "The top level of this btrfs holds '" + name + "', which is needed here; rename it.");
      }
    }
    btrfs.snapshot(from, from.resolve(SNAPSHOT));
    btrfs.create(from.resolve(EMPTY));
    btrfs.lock(from.resolve(EMPTY));
    for (Subvolume one : order.parentsFirst()) {
      if (one.access() == Access.WRITABLE) {
        btrfs.lock(from.resolve(one.path()));
      }
    }
    Files.createDirectory(made);
  }

  private void copyTop() {
    send(from.resolve(SNAPSHOT), made, Optional.empty());
    btrfs.share(made.resolve(SNAPSHOT), to, stop);
  }

  private void transfer(Subvolume one, Path folder) {
    Path original = from.resolve(one.path());
    Optional<Path> parent =
        order
            .parent(one)
            .or(() -> order.sibling(one, List.copyOf(sources.values())))
            .map(other -> from.resolve(other.path()));
    if (parent.isEmpty() && btrfs.sharesBlocks(original)) {
      parent = Optional.of(empty());
    }
    send(original, folder, parent);
    sources.put(original, one);
  }

  private Path empty() {
    Path empty = from.resolve(EMPTY);
    if (!emptyIsThere) {
      send(empty, made, Optional.of(from.resolve(SNAPSHOT)));
      emptyIsThere = true;
    }
    return empty;
  }

  private void send(Path original, Path folder, Optional<Path> parent) {
    List<Path> shared = new ArrayList<>();
    if (parent.isPresent()) {
      shared.add(from.resolve(SNAPSHOT));
      sources.keySet().stream().sorted().forEach(shared::add);
      shared.removeIf(path -> path.equals(parent.get()));
    }
    btrfs.transfer(new Transfer(original, folder, parent, shared), progress, stop);
  }

  /** Where it is made, under its own name. */
  private Path folder(Subvolume one) {
    return made.resolve(Long.toString(one.number()));
  }

  /** What was made beside its place gets there, and becomes writable for that. */
  private void place() throws IOException {
    for (Subvolume one : order.outermostFirst()) {
      Path copy = folder(one).resolve(one.path().getFileName());
      btrfs.unlock(copy, one.received().isPresent() ? Origin.KEPT : Origin.FORGOTTEN);
      Files.move(copy, to.resolve(one.path()), StandardCopyOption.ATOMIC_MOVE);
      Files.delete(folder(one));
    }
  }

  private void clear() throws IOException {
    btrfs.delete(made.resolve(SNAPSHOT));
    if (emptyIsThere) {
      btrfs.delete(made.resolve(EMPTY));
    }
    Files.delete(made);
  }

  private List<String> finish() {
    List<String> warnings =
        new ArrayList<>(btrfs.finish(new Pair(from, to), Optional.empty(), stop));
    for (Subvolume one : order.parentsFirst()) {
      warnings.addAll(btrfs.finish(pair(one), order.parent(one).map(this::pair), stop));
    }
    for (Subvolume one : order.parentsFirst()) {
      if (one.access() == Access.READ_ONLY) {
        btrfs.lock(to.resolve(one.path()));
      }
    }
    return warnings;
  }

  private Pair pair(Subvolume one) {
    return new Pair(from.resolve(one.path()), to.resolve(one.path()));
  }

  /** The default is kept; no number can be. */
  private List<String> number(long first) {
    List<String> warnings = new ArrayList<>();
    Map<Path, Long> before = numbers(btrfs.subvolumes(from));
    Map<Path, Long> now = numbers(btrfs.subvolumes(to));
    before.forEach(
        (path, number) -> {
          if (number == first) {
            btrfs.makeDefault(Objects.requireNonNull(now.get(path)), to);
          }
        });
    if (now.entrySet().stream().anyMatch(one -> !one.getValue().equals(before.get(one.getKey())))) {
      warnings.add(
          "Subvolumes have other numbers now: where one is mounted by 'subvolid=', as in"
              + " /etc/fstab, write 'subvol=' with its path.");
    }
    if (btrfs.countsSpace(from)) {
      warnings.add(
          "Space is counted per subvolume in the original, and not in the copy: turn it on with"
              + " 'btrfs quota enable', and set the limits again.");
    }
    return warnings;
  }

  private static Map<Path, Long> numbers(List<Subvolume> subvolumes) {
    return subvolumes.stream().collect(Collectors.toMap(Subvolume::path, Subvolume::number));
  }
}
