package org.diskreplicator.engine.volume;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What deciphers the volumes that were opened during one run; it is in memory only and forgotten
 * with the run.
 */
public final class Keyring {
  private final Map<String, SectorCipher> ciphers = new ConcurrentHashMap<>();

  /** Keeps a cipher under a name that says nothing about its key. */
  public void add(String name, SectorCipher cipher) {
    ciphers.put(name, cipher);
  }

  /** The cipher of that name. */
  public Optional<SectorCipher> find(String name) {
    return Optional.ofNullable(ciphers.get(name));
  }
}
