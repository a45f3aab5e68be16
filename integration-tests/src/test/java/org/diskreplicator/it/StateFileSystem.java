package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.Garbage;
import org.diskreplicator.it.sandbox.Facts;

/**
 * A file system in a file of its own, made once for all the disks that hold it, and what
 * independent programs say of it. Kernels mount only one of two that have the same identifiers, so
 * whoever examines one, or a copy of it, holds its lock.
 */
final class StateFileSystem {
  private static final Path PROGRAMS = Path.of("src/test/python").toAbsolutePath();

  /** Whatever is mounted is gone with the process. */
  private static final List<String> ALONE =
      List.of("--pdeathsig", "KILL", "unshare", "--mount", "--propagation", "private", "--");

  /** How make-state ends where a state cannot be on this machine. */
  private static final int CANNOT_BE = 69;

  private final Path file;
  private final Facts facts;
  private final Facts replayed;

  private StateFileSystem(Path file, Facts facts, Facts replayed) {
    this.file = file;
    this.facts = facts;
    this.replayed = replayed;
  }

  /** Makes and examines the file system of a cell in a new folder. */
  static StateFileSystem make(StateCell cell, Path folder) {
    Path file = folder.resolve("alone.raw");
    try {
      Files.createDirectories(folder);
      assertMade(cell, build(cell, file));
      Trees.openForAll(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(find(Garbage.MARKER, file)).as("deleted data in the source").isNotEqualTo("[]");
    Facts facts = examine(file, folder.resolve("facts"));
    if (!cell.isDirty()) {
      assertThat(facts.complaints()).as("the source itself").isEmpty();
      assertThat(facts.unread()).as("the source itself").isEmpty();
    }
    return new StateFileSystem(file, facts, replayed(cell, file, facts));
  }

  private static String build(StateCell cell, Path file) {
    cell.tools().forEach(Tools::find);
    String state = cell.state().made();
    Tools.Result made =
        Tools.run(
            "setpriv",
            inOwnSpace("make-state", cell.content(), cell.sector(), state, file, Garbage.MARKER));
    if (made.exitCode() == CANNOT_BE) {
      Requirement.unmet(made.text());
    }
    assertThat(made.exitCode()).as(made.toString()).isZero();
    return made.text();
  }

  /** It prints free ranges, free bytes and all bytes of those that are not dirty. */
  private static void assertMade(StateCell cell, String counts) {
    if (cell.state() == StateCell.State.FRAGMENTED) {
      int ranges = new Scanner(counts).nextInt();
      assertThat(ranges).as("free ranges").isGreaterThan(1000);
    }
  }

  private static Facts replayed(StateCell cell, Path file, Facts facts) {
    if (!cell.canReplay()) {
      return facts;
    }
    Facts replayed = new Facts(file.resolveSibling("replayed"));
    alone("examine", file, replayed.folder(), "replay");
    assertThat(replayed.complaints()).as("the source once it is replayed").isEmpty();
    return replayed;
  }

  /** What programs say of a disk without a table, or of a file system in a file. */
  static Facts examine(Path file, Path folder) {
    alone("examine", file, folder);
    return new Facts(folder);
  }

  /** The JSON list of the first places of a text in any file. */
  static String find(String text, Path file) {
    return program("compare", "find", text, file).strip();
  }

  /** A checksum of what is in a file. */
  static String digest(Path file) {
    return program("compare", "digest", file).strip();
  }

  /** Runs one of the programs of the tests. */
  static String program(String name, Object... arguments) {
    return Tools.output("python3", with(List.of(PROGRAMS.resolve(name)), arguments));
  }

  /** The same in a mount name space of its own. */
  static String alone(String name, Object... arguments) {
    return Tools.output("setpriv", inOwnSpace(name, arguments));
  }

  private static Object[] inOwnSpace(String name, Object... arguments) {
    List<Object> first = new ArrayList<>(ALONE);
    first.addAll(List.of(Tools.find("python3"), PROGRAMS.resolve(name)));
    return with(first, arguments);
  }

  private static Object[] with(List<?> first, Object[] rest) {
    return Stream.concat(first.stream(), Stream.of(rest)).toArray();
  }

  Path file() {
    return file;
  }

  Facts facts() {
    return facts;
  }

  /** The same once its journal or log is finished, if one waits. */
  Facts replayed() {
    return replayed;
  }
}
