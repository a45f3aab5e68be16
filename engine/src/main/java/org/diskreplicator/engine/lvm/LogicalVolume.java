package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A logical volume of which metadata tells.
 *
 * @param segments in the order of their extents, without gaps
 * @param obstacle why its bytes are not looked at, whatever its segments are: a short clause
 */
record LogicalVolume(
    String name, boolean visible, List<Segment> segments, Optional<String> obstacle) {
  private static final String VISIBLE = "VISIBLE";
  private static final Set<String> USUAL = Set.of("READ", "WRITE", VISIBLE, "FIXED_MINOR");
  private static final Set<String> USUAL_FLAGS = Set.of("ACTIVATION_SKIP");

  /**
   * A stretch of a volume.
   *
   * @param start its first extent in the volume
   * @param extents their number
   * @param type in LVM's words, such as {@code striped}
   * @param columns where it lies, when it is {@code striped}
   * @param stripeSectors sectors that lie together in a column; 0 when there is one column
   * @param words all strings in it: names of what it is made of, and tags
   */
  record Segment(
      long start,
      long extents,
      String type,
      List<Column> columns,
      long stripeSectors,
      Set<String> words) {
    /** Whether it lies on physical volumes and nothing else. */
    boolean isPlain() {
      return type.equals("striped");
    }
  }

  /** Where a part of a segment begins: an extent of a physical volume, or of another volume. */
  record Column(String store, long extent) {}

  static LogicalVolume of(String name, ConfigSection section) throws UnsoundLayerException {
    List<Segment> segments = new ArrayList<>();
    for (Map.Entry<String, ConfigSection> one : section.sections().entrySet()) {
      segments.add(segment(one.getValue()));
    }
    segments.sort(Comparator.comparingLong(Segment::start));
    long next = 0;
    for (Segment segment : segments) {
      if (segment.start() != next || segment.extents() == 0) {
        throw UnsoundLayerException.damaged("segments of volume " + name + " are not in order");
      }
      next += segment.extents();
    }
    if (segments.isEmpty() || section.number("segment_count") != segments.size()) {
      throw UnsoundLayerException.damaged("volume " + name + " lacks segments");
    }
    boolean visible = section.words("status").contains(VISIBLE);
    return new LogicalVolume(name, visible, segments, obstacle(section, segments));
  }

  long extents() {
    Segment last = segments.get(segments.size() - 1);
    return last.start() + last.extents();
  }

  private static Optional<String> obstacle(ConfigSection section, List<Segment> segments)
      throws UnsoundLayerException {
    List<String> status = section.words("status");
    if (status.contains("PVMOVE") || status.contains("LOCKED")) {
      return Optional.of("it is being moved");
    }
    Optional<Segment> other = segments.stream().filter(one -> !one.isPlain()).findFirst();
    if (other.isPresent()) {
      return Optional.of("a volume of type " + word(other.get().type()) + " is not looked into");
    }
    boolean usual = USUAL.containsAll(status) && USUAL_FLAGS.containsAll(section.words("flags"));
    return usual ? Optional.empty() : Optional.of("it is in a state that is unknown here");
  }

  /** Types are words; whatever else stands there is not repeated. */
  private static String word(String type) {
    return type.matches("[A-Za-z0-9_+-]{1,32}") ? type : "unknown";
  }

  private static Segment segment(ConfigSection section) throws UnsoundLayerException {
    String type = section.text("type");
    long extents = section.number("extent_count");
    Set<String> words = new HashSet<>();
    collect(section, words);
    if (!type.equals("striped")) {
      return new Segment(section.number("start_extent"), extents, type, List.of(), 0, words);
    }
    List<Column> columns = columns(section.items("stripes"));
    if (columns.isEmpty()
        || columns.size() != section.number("stripe_count")
        || extents % columns.size() != 0) {
      throw UnsoundLayerException.damaged("its metadata has a segment without order");
    }
    long stripe = columns.size() == 1 ? 0 : section.number("stripe_size");
    return new Segment(section.number("start_extent"), extents, type, columns, stripe, words);
  }

  private static void collect(ConfigSection section, Set<String> words) {
    section.values().values().forEach(value -> collect(value, words));
    section.sections().values().forEach(one -> collect(one, words));
  }

  private static void collect(ConfigValue value, Set<String> words) {
    if (value instanceof ConfigValue.Text text) {
      words.add(text.value());
    } else if (value instanceof ConfigValue.Items items) {
      items.values().forEach(item -> collect(item, words));
    }
  }

  /** Pairs of a name and an extent. */
  private static List<Column> columns(List<ConfigValue> items) throws UnsoundLayerException {
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i + 1 < items.size(); i += 2) {
      if (!(items.get(i) instanceof ConfigValue.Text name)
          || !(items.get(i + 1) instanceof ConfigValue.Count extent)
          || extent.value() < 0
          || extent.value() > Integer.MAX_VALUE * 2L + 1) {
        throw UnsoundLayerException.damaged("its metadata has a segment without order");
      }
      columns.add(new Column(name.value(), extent.value()));
    }
    return columns;
  }
}
