package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import org.diskreplicator.engine.model.Extent;

/**
 * Goes through all files and folders of a FAT file system, a folder before what is in it.
 *
 * <p>Entries go on as they are, long names, times and case bits included, with other clusters.
 * Deleted ones are left out, and so are pieces of long names that belong to nothing.
 */
final class FatWalk {
  private static final int HIGH = 20;
  private static final int LOW = 26;

  private final FatGeometry geometry;
  private final FatChains chains;
  private final FatFolders folders;
  private final FatSink sink;
  private final BitSet taken = new BitSet();
  private final Deque<Folder> waiting = new ArrayDeque<>();

  /**
   * A folder whose entries have not been looked at.
   *
   * @param bytes of the source
   * @param to first cluster of the target; 0 for the root that lies in no cluster
   * @param name what its children call it: its first cluster, and 0 for the root
   * @param parent what it calls its parent
   */
  private record Folder(List<Extent> bytes, long to, long name, long parent) {}

  FatWalk(RegionReader reader, FatGeometry geometry, FatSink sink) {
    this.geometry = geometry;
    this.chains = new FatChains(reader, geometry);
    this.folders = new FatFolders(reader, geometry, chains);
    this.sink = sink;
  }

  /** Goes through all; a cluster that belongs to two files is found on the way. */
  void run() throws IOException, UntrustworthyException {
    boolean isFat32 = geometry.width() == FatWidth.FAT32;
    List<Extent> root = folders.rootRanges();
    if (isFat32) {
      take(root);
    }
    ByteBuffer live = live(folders.bytes(root));
    waiting.add(new Folder(root, isFat32 ? sink.folder(live.limit()) : 0, 0, 0));
    while (!waiting.isEmpty()) {
      look(waiting.remove());
    }
  }

  private void look(Folder folder) throws IOException, UntrustworthyException {
    ByteBuffer live = live(folders.bytes(folder.bytes()));
    relink(live, 0, ".          ", folder.name());
    relink(live, FatFolder.ENTRY, "..         ", folder.parent());
    for (FatFolder.Entry entry : FatFolder.read(live)) {
      link(live, entry.at(), entry.isLabel() ? 0 : content(entry, folder));
    }
    if (folder.to() == 0) {
      sink.fillRoot(live);
    } else {
      sink.fill(folder.to(), live);
    }
  }

  private long content(FatFolder.Entry entry, Folder parent)
      throws IOException, UntrustworthyException {
    return entry.isFolder() ? folder(cluster(entry), parent) : file(entry, cluster(entry));
  }

  /** In FAT12 and FAT16 the upper half is something else. */
  private long cluster(FatFolder.Entry entry) {
    return geometry.width() == FatWidth.FAT32 ? entry.cluster() : entry.cluster() & 0xffff;
  }

  private long file(FatFolder.Entry entry, long cluster)
      throws IOException, UntrustworthyException {
    if (entry.size() == 0) {
      return sink.file(List.of(), 0);
    }
    List<Extent> ranges = chains.follow(cluster);
    take(ranges);
    if (ranges.stream().mapToLong(Extent::length).sum() < entry.size()) {
      throw UntrustworthyException.damaged("a file has fewer clusters than its size needs");
    }
    return sink.file(ranges, entry.size());
  }

  private long folder(long cluster, Folder parent) throws IOException, UntrustworthyException {
    List<Extent> ranges = chains.follow(cluster);
    take(ranges);
    long to = sink.folder(live(folders.bytes(ranges)).limit());
    waiting.add(new Folder(ranges, to, to, parent.name()));
    return to;
  }

  private void take(List<Extent> ranges) throws UntrustworthyException {
    for (Extent range : ranges) {
      int first = number(range.offset());
      int end = number(range.end());
      int next = taken.nextSetBit(first);
      if (next >= 0 && next < end) {
        throw UntrustworthyException.damaged("a cluster belongs to two files");
      }
      taken.set(first, end);
    }
  }

  private int number(long offset) {
    return Math.toIntExact((offset - geometry.dataOffset()) / geometry.clusterBytes());
  }

  /** The entries that are in use, one behind the other. */
  private static ByteBuffer live(ByteBuffer bytes) {
    ByteBuffer live = ByteBuffer.allocate(bytes.limit()).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at < 2 * FatFolder.ENTRY && isDot(bytes, at); at += FatFolder.ENTRY) {
      live.put(bytes.slice(at, FatFolder.ENTRY));
    }
    for (FatFolder.Entry entry : FatFolder.read(bytes)) {
      live.put(bytes.slice(entry.start(), entry.end() - entry.start()));
    }
    return live.flip();
  }

  private static boolean isDot(ByteBuffer bytes, int at) {
    return at < bytes.limit() && bytes.get(at) == '.';
  }

  private void relink(ByteBuffer live, int at, String name, long cluster) {
    for (int i = 0; i < name.length(); i++) {
      if (at + FatFolder.ENTRY > live.limit() || live.get(at + i) != name.charAt(i)) {
        return;
      }
    }
    link(live, at, cluster);
  }

  private void link(ByteBuffer live, int at, long cluster) {
    live.putShort(at + LOW, (short) cluster);
    if (geometry.width() == FatWidth.FAT32) {
      live.putShort(at + HIGH, (short) (cluster >> 16));
    }
  }
}
