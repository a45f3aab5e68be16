package org.diskreplicator.engine.compare;

import java.util.HashMap;
import java.util.Map;
import org.diskreplicator.engine.model.FileEntry;

/**
 * Which names are one file: the files of the source and of the copy that have several names must
 * pair off one to one.
 */
final class LinkGroups {
  private final Differences differences;
  private final Map<String, Partner> bySource = new HashMap<>();
  private final Map<String, Partner> byCopy = new HashMap<>();

  LinkGroups(Differences differences) {
    this.differences = differences;
  }

  private record Partner(String node, String path) {}

  /**
   * Adds what differs.
   *
   * @return whether this pair of files has been met before, under another name
   */
  boolean compare(String path, FileEntry source, FileEntry copy) {
    if (source.links() == 1 && copy.links() == 1) {
      return false;
    }
    differences.addUnlessEqual(path, "number of names", source.links(), copy.links());
    Partner there = bySource.putIfAbsent(source.node(), new Partner(copy.node(), path));
    Partner here = byCopy.putIfAbsent(copy.node(), new Partner(source.node(), path));
    if (there != null && !there.node().equals(copy.node())) {
      differences.add(path, "one file with " + there.path() + " in the source, not in the copy");
    }
    if (here != null && !here.node().equals(source.node())) {
      differences.add(path, "one file with " + here.path() + " in the copy, not in the source");
    }
    return there != null && there.node().equals(copy.node());
  }
}
