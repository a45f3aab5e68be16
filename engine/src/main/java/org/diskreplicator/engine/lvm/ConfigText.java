package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * Parses the text of LVM's metadata. Source: libdm/libdm-config.c of LVM2; floating-point numbers
 * and other rarities of lvm.conf never occur in metadata and are refused.
 */
final class ConfigText {
  /** A volume group's text has four levels. */
  private static final int DEEPEST = 16;

  private final String text;
  private int position;

  private ConfigText(String text) {
    this.text = text;
  }

  static ConfigSection parse(String text) throws UnsoundLayerException {
    ConfigText parser = new ConfigText(text);
    ConfigSection whole = parser.section(0);
    if (parser.position < text.length()) {
      throw parser.unexpected();
    }
    return whole;
  }

  private ConfigSection section(int depth) throws UnsoundLayerException {
    if (depth > DEEPEST) {
      throw unexpected();
    }
    Map<String, ConfigValue> values = new LinkedHashMap<>();
    Map<String, ConfigSection> sections = new LinkedHashMap<>();
    skip();
    while (position < text.length() && text.charAt(position) != '}') {
      String name = name();
      skip();
      boolean known = values.containsKey(name) || sections.containsKey(name);
      if (known) {
        throw unexpected();
      }
      if (take('{')) {
        sections.put(name, section(depth + 1));
        expect('}');
      } else {
        expect('=');
        values.put(name, value());
      }
      skip();
    }
    return new ConfigSection(values, sections);
  }

  private String name() throws UnsoundLayerException {
    int start = position;
    while (position < text.length() && isOfName(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw unexpected();
    }
    return text.substring(start, position);
  }

  /** What names of volumes and groups are made of, see lvm(8). */
  private static boolean isOfName(char letter) {
    return (letter >= 'a' && letter <= 'z')
        || (letter >= 'A' && letter <= 'Z')
        || (letter >= '0' && letter <= '9')
        || "+_.-".indexOf(letter) >= 0;
  }

  private ConfigValue value() throws UnsoundLayerException {
    skip();
    if (!take('[')) {
      return single();
    }
    List<ConfigValue> items = new ArrayList<>();
    skip();
    while (!take(']')) {
      items.add(single());
      skip();
      if (!take(',') && !ahead(']')) {
        throw unexpected();
      }
      skip();
    }
    return new ConfigValue.Items(items);
  }

  private ConfigValue single() throws UnsoundLayerException {
    return take('"') ? new ConfigValue.Text(string()) : new ConfigValue.Count(number());
  }

  private String string() throws UnsoundLayerException {
    StringBuilder found = new StringBuilder();
    while (!take('"')) {
      if (ahead('\\')) {
        position++;
      }
      found.append(next());
    }
    return found.toString();
  }

  private long number() throws UnsoundLayerException {
    int start = position;
    boolean negative = take('-');
    long number = 0;
    int first = position;
    while (position < text.length() && Character.digit(text.charAt(position), 10) >= 0) {
      // No number of metadata has more digits; more of them overflow.
      if (position - first >= 18) {
        throw unexpected();
      }
      number = number * 10 + Character.digit(text.charAt(position++), 10);
    }
    if (position == first) {
      position = start;
      throw unexpected();
    }
    return negative ? -number : number;
  }

  private char next() throws UnsoundLayerException {
    if (position >= text.length()) {
      throw unexpected();
    }
    return text.charAt(position++);
  }

  private void skip() {
    while (position < text.length()) {
      if (text.charAt(position) == '#') {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (" \t\r\n".indexOf(text.charAt(position)) >= 0) {
        position++;
      } else {
        return;
      }
    }
  }

  private boolean ahead(char letter) {
    return position < text.length() && text.charAt(position) == letter;
  }

  private boolean take(char letter) {
    if (ahead(letter)) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char letter) throws UnsoundLayerException {
    skip();
    if (!take(letter)) {
      throw unexpected();
    }
  }

  private UnsoundLayerException unexpected() {
    return UnsoundLayerException.damaged(
        "its metadata cannot be read from byte " + position + " on");
  }
}
