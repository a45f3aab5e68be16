package org.diskreplicator.engine.port;

import java.nio.file.Path;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;

/** What the user gave to open LUKS containers with: a key file or a passphrase. */
public interface LuksKey {
  /** For people, such as {@code the key file 'disk.key'}; it does not tell the key. */
  String title();

  /**
   * Tries it on the key slots of a container, and writes nothing.
   *
   * @throws MissingPrerequisiteException when the program that knows key slots is not installed
   */
  Attempt open(Path container);

  /** How that went. */
  sealed interface Attempt {}

  /** It fits. Not a record, so that no text of it tells the key. */
  final class Opened implements Attempt {
    private final byte[] volumeKey;

    public Opened(byte[] volumeKey) {
      this.volumeKey = volumeKey;
    }

    /** What enciphers the data; whoever takes it clears it after use. */
    public byte[] volumeKey() {
      return volumeKey;
    }
  }

  /** It does not fit into any slot. */
  record WrongKey() implements Attempt {}

  /**
   * Nobody knows whether it fits.
   *
   * @param reason a short clause for people
   */
  record Failed(String reason) implements Attempt {}
}
