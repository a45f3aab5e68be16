package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** By which address the user knows what this machine sees as a file; safe for all threads. */
public final class RemoteNames {
  private final Map<String, RemoteAddress> addresses = new ConcurrentHashMap<>();

  /** From now on {@code file} means this address. */
  public void add(Path file, RemoteAddress address) {
    addresses.put(file.toString(), address);
  }

  /** The address that a file means. */
  public Optional<RemoteAddress> of(Path file) {
    return Optional.ofNullable(addresses.get(file.toString()));
  }

  /** A text in which each such file goes by its address. */
  public String shown(String text) {
    String shown = text;
    for (Map.Entry<String, RemoteAddress> name : addresses.entrySet()) {
      shown = shown.replace(name.getKey(), name.getValue().text());
    }
    return shown;
  }

  /** Whether any is in use. */
  public boolean isEmpty() {
    return addresses.isEmpty();
  }

  /** All addresses, for a sentence about what failed. */
  public String all() {
    return String.join(
        " or ", addresses.values().stream().map(a -> "'" + a + "'").distinct().sorted().toList());
  }
}
