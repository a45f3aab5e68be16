package org.diskreplicator.engine.lvm;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A section of LVM's metadata, which is text: numbers, strings, lists of both, and sections again.
 *
 * @param values by name
 * @param sections by name, in their order
 */
record ConfigSection(Map<String, ConfigValue> values, Map<String, ConfigSection> sections) {
  /** The largest number that still is one when it is counted in bytes: 2 EiB in sectors. */
  private static final long MOST = 1L << 52;

  /** A number that is not negative and that no arithmetic on sectors and bytes overflows with. */
  long number(String name) throws UnsoundLayerException {
    return optionalNumber(name).orElseThrow(() -> missing(name));
  }

  Optional<Long> optionalNumber(String name) throws UnsoundLayerException {
    if (!(values.get(name) instanceof ConfigValue.Count found)) {
      return Optional.empty();
    }
    if (found.value() < 0 || found.value() > MOST) {
      throw UnsoundLayerException.damaged("its metadata has an impossible number in " + name);
    }
    return Optional.of(found.value());
  }

  String text(String name) throws UnsoundLayerException {
    if (values.get(name) instanceof ConfigValue.Text found) {
      return found.value();
    }
    throw missing(name);
  }

  /** A list; an empty one where there is none. */
  List<ConfigValue> items(String name) {
    return values.get(name) instanceof ConfigValue.Items found ? found.values() : List.of();
  }

  /** The strings of a list such as {@code status}, which may be a single string in old metadata. */
  List<String> words(String name) throws UnsoundLayerException {
    if (values.get(name) instanceof ConfigValue.Text word) {
      return List.of(word.value());
    }
    List<ConfigValue> items = items(name);
    List<String> words =
        items.stream()
            .filter(ConfigValue.Text.class::isInstance)
            .map(item -> ((ConfigValue.Text) item).value())
            .toList();
    if (words.size() != items.size()) {
      throw UnsoundLayerException.damaged("its metadata has a list of another kind in " + name);
    }
    return words;
  }

  /** Sections of a section; none where it is not there. */
  Map<String, ConfigSection> sectionsOf(String name) {
    ConfigSection found = sections.get(name);
    return found == null ? Map.of() : found.sections();
  }

  private static UnsoundLayerException missing(String name) {
    return UnsoundLayerException.damaged("its metadata lacks " + name);
  }
}
