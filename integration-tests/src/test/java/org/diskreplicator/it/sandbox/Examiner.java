package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the programs of {@code src/test/python} as root; see their first lines for what they do. */
final class Examiner {
  private static final Path PROGRAMS = Path.of("src/test/python");
  private static final List<String> NAMES = List.of("examine", "manifest", "compare");

  private final Sandbox sandbox;
  private final Path programs;

  Examiner(Sandbox sandbox) {
    this.sandbox = sandbox;
    this.programs = sandbox.newFolder(SandboxUser.ROOT);
    for (String name : NAMES) {
      sandbox.root("cp", PROGRAMS.resolve(name).toAbsolutePath(), programs).output();
    }
  }

  /** Writes down what a raw disk holds, into a new folder. */
  Facts examine(Path raw, Path folder) {
    run("examine", raw, folder);
    return new Facts(folder);
  }

  /** Stretches of bytes outside of the free ranges that differ, as {@code BEGIN END}. */
  List<String> differences(Path source, Path copy, Path free) {
    return run("compare", "used", source, copy, free).lines().toList();
  }

  /** Offsets of a text in a file. */
  List<String> find(String text, Path file) {
    return run("compare", "find", text, file).lines().toList();
  }

  /** Offsets of a text within ranges of a file. */
  List<String> find(String text, Path file, Path ranges) {
    return run("compare", "find", text, file, ranges).lines().toList();
  }

  private String run(String program, Object... arguments) {
    List<Object> argv = new ArrayList<>(List.of("python3", programs.resolve(program)));
    argv.addAll(List.of(arguments));
    return sandbox.root(argv.toArray()).output();
  }
}
