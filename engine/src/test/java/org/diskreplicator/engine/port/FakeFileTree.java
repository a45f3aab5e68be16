package org.diskreplicator.engine.port;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;

/** Files that are made up; folders above a file are there of themselves. */
public class FakeFileTree implements FileTree {
  private final Map<String, FileEntry> entries = new TreeMap<>();
  private final Map<String, byte[]> contents = new TreeMap<>();
  private final Map<String, ExtentSet> data = new TreeMap<>();
  private final List<String> opened = Collections.synchronizedList(new ArrayList<>());
  private int listings;
  private boolean closed;

  public FakeFileTree() {
    entries.put("", entry("", FileKind.FOLDER, 0));
  }

  /** An entry as a fresh file has it. */
  public static FileEntry entry(String name, FileKind kind, long size) {
    return new FileEntry(
        name, kind, 0644, 0, 0, 1, "node of " + name, size, size, Instant.EPOCH, Map.of());
  }

  /** Adds a regular file. */
  public FakeFileTree file(String path, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    contents.put(path, bytes);
    return with(path, entry(name(path), FileKind.REGULAR, bytes.length));
  }

  /** Adds or replaces what a path leads to. */
  public FakeFileTree with(String path, FileEntry entry) {
    for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      String folder = path.substring(0, slash);
      entries.putIfAbsent(folder, entry(name(folder), FileKind.FOLDER, 0));
    }
    entries.put(path, entry);
    return this;
  }

  /** Says that only this part of a file is data, in so many allocated bytes. */
  public FakeFileTree sparse(String path, ExtentSet ranges) {
    FileEntry whole = get(path);
    data.put(path, ranges);
    return with(
        path,
        new FileEntry(
            whole.name(),
            whole.kind(),
            whole.mode(),
            whole.uid(),
            whole.gid(),
            whole.links(),
            whole.node(),
            whole.size(),
            ranges.totalBytes(),
            whole.modified(),
            whole.attributes()));
  }

  /** Gives several paths one file. */
  public FakeFileTree linked(String node, String... paths) {
    for (String path : paths) {
      FileEntry one = get(path);
      with(
          path,
          new FileEntry(
              one.name(),
              one.kind(),
              one.mode(),
              one.uid(),
              one.gid(),
              paths.length,
              node,
              one.size(),
              one.allocated(),
              one.modified(),
              one.attributes()));
    }
    return this;
  }

  /** What was opened, in the order of the calls. */
  public List<String> opened() {
    return List.copyOf(opened);
  }

  /** How often folders were listed. */
  public int listings() {
    return listings;
  }

  public boolean isClosed() {
    return closed;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private FileEntry get(String path) {
    FileEntry entry = entries.get(path);
    if (entry == null) {
      throw new IllegalArgumentException("no file " + path);
    }
    return entry;
  }

  @Override
  public FileEntry root() {
    return get("");
  }

  @Override
  public List<List<FileEntry>> list(List<String> folders) {
    listings++;
    return folders.stream().map(this::list).toList();
  }

  private List<FileEntry> list(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return entries.entrySet().stream()
        .filter(one -> !one.getKey().isEmpty() && one.getKey().startsWith(prefix))
        .filter(one -> one.getKey().indexOf('/', prefix.length()) < 0)
        .map(Map.Entry::getValue)
        .sorted((a, b) -> a.name().compareTo(b.name()))
        .toList();
  }

  @Override
  public List<ExtentSet> data(List<String> files) {
    return files.stream()
        .map(file -> data.getOrDefault(file, ExtentSet.builder().add(0, get(file).size()).build()))
        .toList();
  }

  @Override
  public FileContent open(String file) {
    opened.add(file);
    byte[] bytes = contents.getOrDefault(file, new byte[0]);
    return new FileContent() {
      /** Short reads, as any file may give them. */
      @Override
      public int read(long position, ByteBuffer buffer) {
        int start = (int) Math.min(position, bytes.length);
        int length = Math.min(Math.min(buffer.remaining(), 3), bytes.length - start);
        buffer.put(Arrays.copyOfRange(bytes, start, start + length));
        return length == 0 ? -1 : length;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public long blockSize() {
    return 4;
  }

  @Override
  public void close() {
    closed = true;
  }
}
