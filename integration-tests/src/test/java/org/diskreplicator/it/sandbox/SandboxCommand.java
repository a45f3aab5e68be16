package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A command for the sandbox: who runs it, where, with which variables and for how long. */
record SandboxCommand(
    Supplier<SandboxContainer> container,
    SandboxUser user,
    List<String> argv,
    List<String> variables,
    Path folder,
    Duration limit) {
  private static final Duration USUAL_LIMIT = Duration.ofMinutes(3);

  static SandboxCommand of(
      Supplier<SandboxContainer> container, SandboxUser user, List<String> argv) {
    return new SandboxCommand(
        container, user, List.copyOf(argv), List.of(), Path.of("/"), USUAL_LIMIT);
  }

  /** With an environment variable. */
  SandboxCommand with(String variable, Object value) {
    List<String> all =
        Stream.concat(variables.stream(), Stream.of(variable + "=" + value)).toList();
    return new SandboxCommand(container, user, argv, all, folder, limit);
  }

  /** In a folder of the sandbox; else in the root of the container. */
  SandboxCommand in(Path other) {
    return new SandboxCommand(container, user, argv, variables, other, limit);
  }

  /** Another limit than three minutes; a command that reaches it is ended. */
  SandboxCommand within(Duration other) {
    return new SandboxCommand(container, user, argv, variables, folder, other);
  }

  /** Runs it to its end, whatever the end is; a reached limit is a failed test. */
  SandboxResult run() {
    return container.get().run(this);
  }

  /** Runs it, asserts the exit status 0, and returns what it printed on standard output. */
  String output() {
    return run().exits(0).text();
  }

  /** The command under a watch that ends it and its process group, with 124 as exit status. */
  List<String> limited() {
    List<String> words =
        new ArrayList<>(List.of("timeout", "--kill-after=10s", limit.toSeconds() + "s"));
    words.addAll(argv);
    return words;
  }
}
