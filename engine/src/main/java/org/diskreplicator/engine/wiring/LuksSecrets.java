package org.diskreplicator.engine.wiring;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.tool.CancellableAnswer;
import org.diskreplicator.engine.tool.Cryptsetup;

/**
 * What the user gave to open LUKS containers with.
 *
 * @param files each of which is a key as a whole
 * @param passphrase asks the user for one, when it is needed
 */
public record LuksSecrets(List<Path> files, Optional<Supplier<char[]>> passphrase) {
  /** Nothing. */
  public static final LuksSecrets NONE = new LuksSecrets(List.of(), Optional.empty());

  public LuksSecrets {
    files = List.copyOf(files);
  }

  List<LuksKey> keys(Cryptsetup cryptsetup, CancelToken cancel) {
    return Stream.concat(
            files.stream().map(cryptsetup::file),
            passphrase.stream()
                .map(ask -> new CancellableAnswer(ask, cancel))
                .map(cryptsetup::passphrase))
        .toList();
  }
}
