package org.diskreplicator.engine.compare;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;

/** Compares all that is known of two files but their content and their other names. */
final class EntryComparison {
  private final Differences differences;

  EntryComparison(Differences differences) {
    this.differences = differences;
  }

  /** Adds what differs; {@code path} is where both are. */
  void compare(String path, FileEntry source, FileEntry copy) {
    if (source.kind() != copy.kind()) {
      differences.addUnlessEqual(path, "it is a", source.kind(), copy.kind());
      return;
    }
    differences.addUnlessEqual(path, "mode", octal(source.mode()), octal(copy.mode()));
    differences.addUnlessEqual(path, "owner", source.uid(), copy.uid());
    differences.addUnlessEqual(path, "group", source.gid(), copy.gid());
    differences.addUnlessEqual(path, "modified", source.modified(), copy.modified());
    if (hasSize(source.kind())) {
      differences.addUnlessEqual(path, "size", source.size(), copy.size());
    }
    compare(path, source.attributes(), copy.attributes());
  }

  private static String octal(int mode) {
    return String.format("%04o", mode);
  }

  private static boolean hasSize(FileKind kind) {
    return kind == FileKind.REGULAR || kind == FileKind.SYMLINK;
  }

  private void compare(String path, Map<String, String> source, Map<String, String> copy) {
    if (source.equals(copy)) {
      return;
    }
    Set<String> names = new TreeSet<>(source.keySet());
    names.addAll(copy.keySet());
    for (String name : names) {
      differences.addUnlessEqual(path, name, value(source, name), value(copy, name));
    }
  }

  private static String value(Map<String, String> attributes, String name) {
    String value = attributes.getOrDefault(name, "none");
    return value.isEmpty() ? "empty" : value;
  }
}
