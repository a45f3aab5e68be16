package org.diskreplicator.engine.exfat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;
import org.diskreplicator.engine.port.FileContent;
import org.diskreplicator.engine.port.FileTree;

/**
 * The files of an exFAT file system; label, serial number and boot code are attributes of the root.
 *
 * <p>When a file was made and last read is left out: no program that copies files keeps it.
 */
final class ExfatTree implements FileTree {
  private final ExfatVolume volume;
  private final Map<String, ExfatSet> met = new HashMap<>();

  ExfatTree(ExfatVolume volume) {
    this.volume = volume;
  }

  @Override
  public FileEntry root() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("volume", volume.boot().identity());
    read("").stream()
        .filter(set -> set.type() == ExfatSet.LABEL)
        .forEach(set -> attributes.put("volume label", set.label()));
    return new FileEntry("", FileKind.FOLDER, 0, 0, 0, 1, "", 0, 0, Instant.EPOCH, attributes);
  }

  @Override
  public List<List<FileEntry>> list(List<String> folders) {
    return folders.stream().map(this::list).toList();
  }

  private List<FileEntry> list(String folder) {
    List<FileEntry> entries = new ArrayList<>();
    for (ExfatSet set : read(folder)) {
      if (set.type() == ExfatSet.FILE) {
        String name = set.name().replace("\\", "\\x5c").replace("/", "\\x2f");
        String path = folder.isEmpty() ? name : folder + "/" + name;
        met.put(path, set);
        entries.add(entry(name, path, set));
      }
    }
    entries.sort(Comparator.comparing(FileEntry::name));
    return entries;
  }

  private List<ExfatSet> read(String folder) {
    try {
      return folder.isEmpty() ? volume.root() : volume.folder(data(folder));
    } catch (IOException e) {
      throw failure(folder, e);
    } catch (UnsoundException e) {
      throw new InputOutputException("reading '" + folder + "'", new IOException(e.reason(), e));
    }
  }

  private ExfatSet.Data data(String path) {
    ExfatSet set = met.get(path);
    if (set == null) {
      throw new IllegalArgumentException("never listed: " + path);
    }
    return set.data().get(0);
  }

  private static FileEntry entry(String name, String path, ExfatSet set) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("attributes", letters(set.attributes()));
    Optional<Instant> modified = set.modified().instant();
    if (modified.isEmpty()) {
      attributes.put("impossible time", Integer.toHexString(set.modified().stamp()));
    }
    long size = set.isFolder() ? 0 : set.data().get(0).length();
    return new FileEntry(
        name,
        set.isFolder() ? FileKind.FOLDER : FileKind.REGULAR,
        0,
        0,
        0,
        1,
        path,
        size,
        size,
        modified.orElse(Instant.EPOCH),
        attributes);
  }

  /** As attrib of DOS names them. */
  private static String letters(int bits) {
    return ((bits & 1) != 0 ? "R" : "")
        + ((bits & 2) != 0 ? "H" : "")
        + ((bits & 4) != 0 ? "S" : "")
        + ((bits & 0x20) != 0 ? "A" : "");
  }

  /** What was never written reads as zeros; it is no hole, as it has clusters. */
  @Override
  public List<ExtentSet> data(List<String> files) {
    return files.stream()
        .map(file -> ExtentSet.builder().add(0, data(file).length()).build())
        .toList();
  }

  @Override
  public FileContent open(String file) {
    try {
      ExfatSet.Data data = data(file);
      return new Open(volume, volume.extents(data), data.length(), data.valid());
    } catch (IOException e) {
      throw failure(file, e);
    } catch (UnsoundException e) {
      throw new InputOutputException("reading '" + file + "'", new IOException(e.reason(), e));
    }
  }

  private static InputOutputException failure(String path, IOException cause) {
    return new InputOutputException("reading '" + path + "' of an exFAT file system", cause);
  }

  @Override
  public long blockSize() {
    return volume.geometry().clusterBytes();
  }

  @Override
  public void close() {
    try {
      volume.close();
    } catch (IOException e) {
      throw failure("", e);
    }
  }

  /** The bytes of a file, with zeros behind those that were written. */
  private record Open(ExfatVolume volume, List<Extent> extents, long size, long valid)
      implements FileContent {
    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
      if (position >= size) {
        return -1;
      }
      int most = (int) Math.min(buffer.remaining(), size - position);
      if (position >= valid) {
        buffer.put(new byte[most]);
        return most;
      }
      return readWritten(position, (int) Math.min(most, valid - position), buffer);
    }

    private int readWritten(long position, int most, ByteBuffer buffer) throws IOException {
      long start = 0;
      for (Extent extent : extents) {
        long inside = position - start;
        if (inside < extent.length()) {
          int length = (int) Math.min(most, extent.length() - inside);
          buffer.put(volume.read(extent.offset() + inside, length));
          return length;
        }
        start += extent.length();
      }
      return -1;
    }

    @Override
    public void close() {}
  }
}
