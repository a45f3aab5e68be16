package org.diskreplicator.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.diskreplicator.engine.plan.Overwrite;
import picocli.CommandLine.Option;

/** Options about targets that are block devices. */
final class DeviceOptions {
  /** As it is given alone; with a value after a blank it would swallow a parameter. */
  static final String OVERWRITE = "--overwrite";

  /** Survives a restart, and is no part of the memory. */
  static final Path SCRATCH = Path.of("/var/tmp");

  @Option(
      names = OVERWRITE,
      paramLabel = "SERIAL",
      arity = "0..1",
      fallbackValue = "",
      description = {
        "Lose all that is on the device TARGET.",
        "With a serial number: only if it is that device."
      })
  private Optional<String> overwrite = Optional.empty();

  @Option(
      names = "--scratch",
      paramLabel = "FOLDER",
      description = {
        "Folder for the image in which a disk of another size is put together before it is written"
            + " to a device.",
        "Default: /var/tmp."
      })
  private Path scratch = SCRATCH;

  Path scratch() {
    return scratch.toAbsolutePath();
  }

  Optional<Overwrite> overwrite() {
    return overwrite.map(
        serial -> new Overwrite(Optional.of(serial).filter(Predicate.not(String::isEmpty))));
  }
}
