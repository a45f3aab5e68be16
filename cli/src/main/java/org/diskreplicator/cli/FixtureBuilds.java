package org.diskreplicator.cli;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Objects;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixtureException;
import org.diskreplicator.fixtures.MissingToolException;

/** Builds fixture disks, and ends a build when the command is stopped. */
final class FixtureBuilds {
  private final CancelToken cancel;

  FixtureBuilds(CancelToken cancel) {
    this.cancel = cancel;
  }

  /**
   * Builds the disk of this name; a file called {@code out} is replaced.
   *
   * @throws MissingPrerequisiteException when this machine lacks a program that the recipe needs
   */
  Fixture build(String name, Path out) {
    // The interrupt ends the program that runs, and so the build, which then takes its files away.
    try (CancelToken.Subscription stop = cancel.onCancel(Thread.currentThread()::interrupt)) {
      return FixtureDisks.build(name, out);
    } catch (MissingToolException e) {
      throw new MissingPrerequisiteException(
          "The program or device " + e.tool() + ", which building '" + name + "' needs,",
          "Install it with: ci/setup.");
    } catch (FixtureException e) {
      cancel.throwIfCancelled();
      throw e;
    } catch (UncheckedIOException e) {
      cancel.throwIfCancelled();
      String step = "building '" + name + "'";
      throw new InputOutputException(step, Objects.requireNonNull(e.getCause()));
    }
  }
}
