package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;
import org.diskreplicator.engine.port.FileContent;
import org.diskreplicator.engine.port.FileTree;

/**
 * The files of a FAT file system.
 *
 * <p>Times are those of an unknown zone and are taken for UTC. The boot code is an attribute of the
 * root. When a file was made and last read is left out: no program that copies files keeps it.
 */
final class FatTree implements FileTree {
  private static final int BOOT_SIGNATURE = 510;

  private final RegionReader reader;
  private final FatGeometry geometry;
  private final FatChains chains;
  private final FatFolders folders;
  private final Map<String, FatFolder.Entry> met = new HashMap<>();

  FatTree(RegionReader reader, FatGeometry geometry) {
    this.reader = reader;
    this.geometry = geometry;
    this.chains = new FatChains(reader, geometry);
    this.folders = new FatFolders(reader, geometry, chains);
  }

  @Override
  public FileEntry root() {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("boot code", bootCode());
    read("").stream()
        .filter(FatFolder.Entry::isLabel)
        .forEach(label -> attributes.put("volume label", label.shortName()));
    return new FileEntry("", FileKind.FOLDER, 0, 0, 0, 1, "", 0, 0, Instant.EPOCH, attributes);
  }

  /** What a BIOS would run, behind the fields of the boot sector. */
  private String bootCode() {
    try {
      int start = geometry.width() == FatWidth.FAT32 ? 90 : 62;
      CRC32 sum = new CRC32();
      sum.update(reader.read(start, BOOT_SIGNATURE - start));
      return "of checksum " + Long.toHexString(sum.getValue());
    } catch (IOException e) {
      throw failure("", e);
    }
  }

  @Override
  public List<List<FileEntry>> list(List<String> folders) {
    return folders.stream().map(this::list).toList();
  }

  private List<FileEntry> list(String folder) {
    List<FileEntry> entries = new ArrayList<>();
    for (FatFolder.Entry entry : read(folder)) {
      if (!entry.isLabel()) {
        String name = readable(entry.name());
        String path = folder.isEmpty() ? name : folder + "/" + name;
        met.put(path, entry);
        entries.add(entry(name, path, entry));
      }
    }
    entries.sort(Comparator.comparing(FileEntry::name));
    return entries;
  }

  private List<FatFolder.Entry> read(String folder) {
    try {
      return FatFolder.read(
          folder.isEmpty() ? folders.root() : folders.folder(entry(folder).cluster()));
    } catch (IOException e) {
      throw failure(folder, e);
    }
  }

  private FatFolder.Entry entry(String path) {
    FatFolder.Entry entry = met.get(path);
    if (entry == null) {
      throw new IllegalArgumentException("never listed: " + path);
    }
    return entry;
  }

  private static String readable(String name) {
    return name.replace("\\", "\\x5c").replace("/", "\\x2f");
  }

  private static FileEntry entry(String name, String path, FatFolder.Entry entry) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put("attributes", letters(entry.attributes()));
    attributes.put("short name", entry.shortName());
    return new FileEntry(
        name,
        entry.isFolder() ? FileKind.FOLDER : FileKind.REGULAR,
        0,
        0,
        0,
        1,
        path,
        entry.size(),
        entry.size(),
        modified(entry, attributes),
        attributes);
  }

  /** As attrib of DOS names them. */
  private static String letters(int bits) {
    return ((bits & 1) != 0 ? "R" : "")
        + ((bits & 2) != 0 ? "H" : "")
        + ((bits & 4) != 0 ? "S" : "")
        + ((bits & 0x20) != 0 ? "A" : "");
  }

  /** A time that is none becomes an attribute. */
  private static Instant modified(FatFolder.Entry entry, Map<String, String> attributes) {
    int date = entry.date();
    int time = entry.time();
    try {
      return LocalDateTime.of(
              1980 + (date >> 9),
              (date >> 5) & 15,
              date & 31,
              time >> 11,
              (time >> 5) & 63,
              2 * (time & 31))
          .toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      attributes.put("impossible time", date + " " + time);
      return Instant.EPOCH;
    }
  }

  /** There are no holes. */
  @Override
  public List<ExtentSet> data(List<String> files) {
    return files.stream()
        .map(file -> ExtentSet.builder().add(0, entry(file).size()).build())
        .toList();
  }

  @Override
  public FileContent open(String file) {
    try {
      FatFolder.Entry entry = entry(file);
      List<Extent> ranges = entry.size() == 0 ? List.of() : chains.follow(entry.cluster());
      return new Open(reader, ranges, entry.size());
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static InputOutputException failure(String path, IOException cause) {
    return new InputOutputException("reading '" + path + "' of a FAT file system", cause);
  }

  @Override
  public long blockSize() {
    return geometry.clusterBytes();
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw failure("", e);
    }
  }

  /** The bytes of a chain, up to the size of the file. */
  private record Open(RegionReader reader, List<Extent> ranges, long size) implements FileContent {
    @Override
    public int read(long position, ByteBuffer buffer) throws IOException {
      long start = 0;
      for (Extent range : ranges) {
        long inside = position - start;
        if (inside < range.length()) {
          return read(range, inside, Math.min(range.length() - inside, size - position), buffer);
        }
        start += range.length();
      }
      return -1;
    }

    private int read(Extent range, long inside, long most, ByteBuffer buffer) throws IOException {
      if (most <= 0) {
        return -1;
      }
      int length = (int) Math.min(buffer.remaining(), most);
      buffer.put(reader.read(range.offset() + inside, length));
      return length;
    }

    @Override
    public void close() {}
  }
}
