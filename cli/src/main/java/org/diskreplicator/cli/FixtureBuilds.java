package org.diskreplicator.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixtureException;
import org.diskreplicator.fixtures.MissingFeatureException;

/** Builds fixture disks, and ends a build when the command is stopped. */
final class FixtureBuilds {
  private static final String ROOT = "root";

  private final CancelToken cancel;
  private final String command;

  /**
   * Builds for one command.
   *
   * @param command what the user typed, for the advice where else to run it
   */
  FixtureBuilds(CancelToken cancel, String command) {
    this.cancel = cancel;
    this.command = command;
  }

  /**
   * Builds the disk of this name; a file called {@code out} is replaced.
   *
   * @throws MissingPrerequisiteException when this machine or this user cannot build it
   */
  Fixture build(String name, Path out) {
    require(name);
    // The interrupt ends the program that runs, and so the build, which then takes its files away.
    try (CancelToken.Subscription stop = cancel.onCancel(Thread.currentThread()::interrupt)) {
      Fixture fixture = FixtureDisks.build(name, out);
      removeWhenCancelled(out);
      return fixture;
    } catch (MissingFeatureException e) {
      throw new MissingPrerequisiteException(
          "A kernel feature that building '" + name + "' needs",
          "Use another machine: " + e.getMessage());
    } catch (FixtureException e) {
      cancel.throwIfCancelled();
      throw e;
    } catch (UncheckedIOException e) {
      cancel.throwIfCancelled();
      String step = "building '" + name + "'";
      throw new InputOutputException(step, Objects.requireNonNull(e.getCause()));
    }
  }

  /** An interrupt that comes just when a program has ended is lost, and the build goes on. */
  private void removeWhenCancelled(Path out) {
    if (cancel.isCancelled()) {
      try {
        Files.deleteIfExists(out);
      } catch (IOException e) {
        throw new InputOutputException("removing '" + out + "'", e);
      }
      cancel.throwIfCancelled();
    }
  }

  /**
   * Asks whether the disk can be built at all.
   *
   * @throws MissingPrerequisiteException when this machine or this user cannot build it
   */
  void require(String name) {
    List<String> missing = FixtureDisks.needs(name).missing();
    if (missing.contains(ROOT)) {
      throw new MissingPrerequisiteException(
          "Root, which building '" + name + "' needs in order to mount,",
          "Run it with sudo, or in the container: ci/container run " + command);
    }
    if (!missing.isEmpty()) {
      throw new MissingPrerequisiteException(
          "A part of what building '" + name + "' needs (" + String.join(", ", missing) + ")",
          "Install it with ci/setup, or run in the container: ci/container run " + command);
    }
  }
}
