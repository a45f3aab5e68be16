package org.diskreplicator.engine.tool;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;

/** Gathers what several programs know of files, for many files at once. */
final class Inodes {
  /** Keeps the output of one program at a few MiB. */
  private static final int BATCH = 10_000;

  /** The number that only such places have. */
  private static final String PLACE_OF_SUBVOLUME = ":2";

  private final Stat stat;
  private final Readlink readlink;
  private final Getfattr getfattr;
  private final Lsattr lsattr;
  private final Oddities oddities;

  /** What a kind of file system does otherwise than most. */
  enum Oddities {
    NONE,
    /** Nobody has tried yet. */
    UNKNOWN,
    /** Nothing has flags, and to ask for them fails. */
    NO_FLAGS,
    /**
     * In a snapshot stands an empty folder where the original had a subvolume. It is made up when
     * it is looked at: it has no flags, and was modified just now.
     */
    SUBVOLUME_PLACES
  }

  Inodes(Xargs xargs, Oddities oddities) {
    this.oddities = oddities;
    this.stat = new Stat(xargs);
    this.readlink = new Readlink(xargs);
    this.getfattr = new Getfattr(xargs);
    this.lsattr = new Lsattr(xargs);
  }

  /** A file by its name, in readable form, and the bytes of its path. */
  static final class Name {
    private final String text;
    private final byte[] path;

    Name(String text, byte[] path) {
      this.text = text;
      this.path = path.clone();
    }
  }

  /** What is known of these files, in their order. */
  List<FileEntry> read(List<Name> names) {
    List<FileEntry> entries = new ArrayList<>(names.size());
    for (int from = 0; from < names.size(); from += BATCH) {
      entries.addAll(batch(names.subList(from, Math.min(names.size(), from + BATCH))));
    }
    return entries;
  }

  private List<FileEntry> batch(List<Name> names) {
    List<byte[]> paths = names.stream().map(name -> name.path).toList();
    List<Stat.Inode> inodes = stat.read(paths);
    Iterator<String> targets =
        readlink.read(those(paths, inodes, inode -> inode.kind() == FileKind.SYMLINK)).iterator();
    Iterator<Lsattr.Flags> flags = lsattr.read(those(paths, inodes, this::hasFlags)).iterator();
    Map<String, Map<String, String>> extended = getfattr.read(paths);
    List<FileEntry> entries = new ArrayList<>(names.size());
    for (int i = 0; i < names.size(); i++) {
      Stat.Inode inode = inodes.get(i);
      Map<String, String> attributes =
          new HashMap<>(extended.getOrDefault(Getfattr.key(paths.get(i)), Map.of()));
      addKindsOwn(attributes, inode, targets);
      if (hasFlags(inode)) {
        addFlags(attributes, flags.next());
      }
      entries.add(entry(names.get(i).text, inode, attributes));
    }
    return entries;
  }

  private boolean hasFlags(Stat.Inode inode) {
    FileKind kind = inode.kind();
    return oddities != Oddities.NO_FLAGS
        && (kind == FileKind.REGULAR || kind == FileKind.FOLDER)
        && !isPlaceOfSubvolume(inode);
  }

  private boolean isPlaceOfSubvolume(Stat.Inode inode) {
    return oddities == Oddities.SUBVOLUME_PLACES
        && inode.kind() == FileKind.FOLDER
        && inode.node().endsWith(PLACE_OF_SUBVOLUME);
  }

  private static List<byte[]> those(
      List<byte[]> paths, List<Stat.Inode> inodes, Predicate<Stat.Inode> wanted) {
    return IntStream.range(0, paths.size())
        .filter(i -> wanted.test(inodes.get(i)))
        .mapToObj(paths::get)
        .toList();
  }

  private static void addKindsOwn(
      Map<String, String> attributes, Stat.Inode inode, Iterator<String> targets) {
    switch (inode.kind()) {
      case SYMLINK -> attributes.put("target", targets.next());
      case BLOCK_DEVICE, CHARACTER_DEVICE -> attributes.put("device number", inode.device());
      default -> {}
    }
  }

  private static void addFlags(Map<String, String> attributes, Lsattr.Flags flags) {
    if (!flags.letters().isEmpty()) {
      attributes.put("flags", flags.letters());
    }
    if (!flags.project().equals("0")) {
      attributes.put("project", flags.project());
    }
  }

  private FileEntry entry(String name, Stat.Inode inode, Map<String, String> attributes) {
    return new FileEntry(
        name,
        inode.kind(),
        inode.mode(),
        inode.uid(),
        inode.gid(),
        inode.links(),
        inode.node(),
        inode.size(),
        inode.allocated(),
        isPlaceOfSubvolume(inode) ? Instant.EPOCH : inode.modified(),
        attributes);
  }
}
