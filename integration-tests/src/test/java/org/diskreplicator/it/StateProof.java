package org.diskreplicator.it;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.fixtures.Garbage;
import org.diskreplicator.it.sandbox.Facts;

/**
 * What programs that know nothing of diskrep find wrong with a copy of a disk of the matrix of
 * states.
 *
 * @param work a folder for what is taken out of the copy
 */
record StateProof(StateCell cell, StateFileSystem content, StateDisk disk, Path work) {
  /**
   * Each finding begins with the proof that failed: size, outside, whole, used, deleted data,
   * check, files, identity, features.
   *
   * @param raw the copy as a raw file
   * @param image the copy as diskrep wrote it
   */
  List<String> findings(Path raw, Path image) {
    if (StateDisk.length(raw) != StateDisk.length(disk.file())) {
      return List.of("size: " + StateDisk.length(raw));
    }
    List<String> found = new ArrayList<>();
    DiskBytes.firstDifference(disk.file(), raw, disk.outside())
        .ifPresent(at -> found.add("outside: byte %d differs".formatted(at)));
    Path alone = disk.cut(raw, work.resolve("content.raw"));
    switch (cell.state()) {
      case CLEAN, FULL, FRAGMENTED -> found.addAll(mapped(alone, image));
      case DIRTY -> found.addAll(whole(alone));
      case REPLAYED -> found.addAll(replayed(alone));
    }
    return found;
  }

  /** Equal in each byte; so what checks and drivers say of it is what they say of the source. */
  private List<String> whole(Path alone) {
    boolean equal = StateFileSystem.digest(alone).equals(StateFileSystem.digest(content.file()));
    return equal ? List.of() : List.of("whole: the content is not that of the source");
  }

  private List<String> mapped(Path alone, Path image) {
    Facts copy = examine(alone);
    List<String> found = new ArrayList<>();
    for (String sort : List.of("identity", "check", "features")) {
      add(found, sort, content.facts().differences(copy, sort));
    }
    add(found, "files", content.facts().fileDifferences(copy));
    JsonObject bytes = compare(content.facts(), alone, image);
    for (String sort : List.of("used", "free", "image")) {
      for (JsonElement place : bytes.getAsJsonArray(sort)) {
        found.add((sort.equals("used") ? "used: " : "deleted data: " + sort + " ") + place);
      }
    }
    return found;
  }

  /** The files are those of an independent replay; blocks may lie elsewhere. */
  private List<String> replayed(Path alone) {
    Facts copy = examine(alone);
    List<String> found = new ArrayList<>();
    add(found, "check", copy.complaints());
    add(found, "files", content.replayed().fileDifferences(copy));
    for (JsonElement place : compare(copy, alone, alone).getAsJsonArray("free")) {
      found.add("deleted data: free " + place);
    }
    return found;
  }

  private Facts examine(Path alone) {
    synchronized (content) {
      return StateFileSystem.examine(alone, work.resolve("facts"));
    }
  }

  private JsonObject compare(Facts free, Path alone, Path image) {
    String text =
        StateFileSystem.program(
            "compare", "disks", content.file(), alone, free.free(), Garbage.MARKER, image);
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static void add(List<String> found, String proof, List<String> lines) {
    lines.forEach(line -> found.add(proof + ": " + line));
  }
}
