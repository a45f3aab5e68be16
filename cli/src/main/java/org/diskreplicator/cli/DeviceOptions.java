package org.diskreplicator.cli;

import java.util.Optional;
import java.util.function.Predicate;
import org.diskreplicator.engine.plan.Overwrite;
import picocli.CommandLine.Option;

/** Options about targets that are block devices. */
final class DeviceOptions {
  /** As it is given alone; with a value after a blank it would swallow a parameter. */
  static final String OVERWRITE = "--overwrite";

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

  Optional<Overwrite> overwrite() {
    return overwrite.map(
        serial -> new Overwrite(Optional.of(serial).filter(Predicate.not(String::isEmpty))));
  }
}
