package org.diskreplicator.it.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A folder that {@code examine} has written. */
public record Facts(Path folder) {
  private static final String MANIFEST = "files-";

  /** Ranges that are free by the file systems' own lists, as JSON. */
  public Path free() {
    return folder.resolve("free");
  }

  /** Whether all full checks found all well. */
  boolean isSound() {
    return complaints().isEmpty();
  }

  /** Whether a journal waits to be finished. */
  boolean needsReplay() {
    return lines("features").stream().anyMatch(line -> line.contains(" needs_recovery"));
  }

  /** Partitions whose full check complained, with its exit code. */
  public List<String> complaints() {
    return lines("check").stream().filter(line -> line.matches(".*: exit code [1-9]\\d*")).toList();
  }

  /** File systems whose files ought to have been read and were not, with the reason. */
  public List<String> unread() {
    return lines("reading").stream().filter(line -> line.contains(": not read: ")).toList();
  }

  /** Where the first free range begins. */
  long firstFreeByte() {
    JsonArray ranges = JsonParser.parseString(lines("free").get(0)).getAsJsonArray();
    return ranges.get(0).getAsJsonArray().get(0).getAsLong();
  }

  /** How many files there are, and how those of each partition were read, or why they were not. */
  String summary() {
    long files = manifests().stream().mapToLong(name -> lines(name).size()).sum();
    return files + " files; " + String.join("; ", lines("reading"));
  }

  /** Lines of one sort that only one of two disks has. */
  public List<String> differences(Facts copy, String sort) {
    List<String> missing = new ArrayList<>(lines(sort));
    List<String> added = new ArrayList<>(copy.lines(sort));
    lines(sort).forEach(added::remove);
    copy.lines(sort).forEach(missing::remove);
    return Stream.concat(
            missing.stream().map(line -> "only on the source: " + line),
            added.stream().map(line -> "only on the copy: " + line))
        .toList();
  }

  /** What differs between the manifests of two disks. */
  public List<String> fileDifferences(Facts copy) {
    List<String> names =
        Stream.concat(manifests().stream(), copy.manifests().stream()).distinct().sorted().toList();
    List<String> differences = new ArrayList<>(differences(copy, "reading"));
    for (String name : names) {
      String partition = "partition " + name.substring(MANIFEST.length()) + ": ";
      new ManifestDifference(folder.resolve(name), copy.folder.resolve(name))
          .lines().stream().map(partition::concat).forEach(differences::add);
    }
    return differences;
  }

  private List<String> manifests() {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith(MANIFEST))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Labels may hold any bytes. */
  private List<String> lines(String name) {
    try {
      return Files.readAllLines(folder.resolve(name), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
