package org.diskreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixtureDisks;
import org.diskreplicator.fixtures.FixtureException;
import org.diskreplicator.fixtures.MissingFeatureException;
import org.diskreplicator.fixtures.MissingPrivilegeException;
import org.diskreplicator.fixtures.MissingToolException;
import org.junit.jupiter.api.Assumptions;

/** What all tests of a run share: the distribution and the fixture disks, each built once. */
final class Workbench implements AutoCloseable {
  private final Path folder;
  private final Map<String, Fixture> fixtures = new ConcurrentHashMap<>();
  private final Map<String, String> checksums = new ConcurrentHashMap<>();

  Workbench() {
    try {
      folder = Files.createTempDirectory("diskrep-it-");
      Trees.openForAll(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A raw disk, or the qcow2 of those recipes that make one; never to be written to. */
  Fixture fixture(String name) {
    return fixtures.computeIfAbsent(name, this::build);
  }

  /** The same disk as another image format. */
  Fixture fixture(String name, String format) {
    Fixture original = fixture(name);
    return original.format().equals(format)
        ? original
        : fixtures.computeIfAbsent(name + "." + format, file -> convert(original, file, format));
  }

  /** Checksum of a fixture's image when it was new. */
  String checksum(Fixture fixture) {
    return checksums.computeIfAbsent(
        fixture.image().toString(), image -> Checksums.sha256(Path.of(image)));
  }

  /** The copy of the distribution that any user may run. */
  synchronized Path command() {
    Path copy = folder.resolve("dist");
    if (!Files.exists(copy)) {
      try {
        Trees.copyForAll(Distribution.folder(), copy);
        makeClassArchive(copy);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return copy.resolve("bin/diskrep");
  }

  /** The first run in a new place writes lib/diskrep.jsa there, which other users cannot. */
  private static void makeClassArchive(Path copy) throws IOException {
    Path command = copy.resolve("bin/diskrep");
    Tools.run(command.toString(), "--version");
    for (Path file : Trees.files(copy.resolve("lib"))) {
      Trees.openForAll(file);
    }
  }

  private Fixture build(String name) {
    try {
      Fixture fixture = FixtureDisks.build(name, folder.resolve(name));
      Trees.openForAll(fixture.image());
      return fixture;
    } catch (MissingToolException e) {
      elsewhere(name, e);
      Requirement.missing(e.tool());
      throw e;
    } catch (MissingPrivilegeException | MissingFeatureException e) {
      elsewhere(name, e);
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Skips for what a plain machine need not have: the tests in the container build it. */
  private static void elsewhere(String name, FixtureException reason) {
    if (FixtureDisks.needs(name).needsRoot() || FixtureDisks.boot(name).isPresent()) {
      Assumptions.abort(name + ": " + reason.getMessage());
    }
  }

  private Fixture convert(Fixture original, String file, String format) {
    Path image = folder.resolve(file);
    List<Object> arguments =
        new ArrayList<>(List.of("convert", "-f", original.format(), "-O", format));
    if (format.equals("vpc")) {
      // Otherwise the size would be rounded up to cylinders.
      arguments.addAll(List.of("-o", "force_size=on"));
    }
    arguments.addAll(List.of(original.image(), image));
    Tools.output("qemu-img", arguments.toArray());
    try {
      Trees.openForAll(image);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return original.at(image, format);
  }

  @Override
  public void close() throws IOException {
    Trees.delete(folder);
  }
}
