package org.diskreplicator.engine.lvm;

import java.util.List;

/** A value in LVM's metadata. */
sealed interface ConfigValue {
  /** A whole number. */
  record Count(long value) implements ConfigValue {}

  /** A string. */
  record Text(String value) implements ConfigValue {}

  /** Numbers and strings. */
  record Items(List<ConfigValue> values) implements ConfigValue {
    public Items {
      values = List.copyOf(values);
    }
  }
}
