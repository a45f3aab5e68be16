package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The surroundings of one test: a folder for targets, a home and a state folder, all owned by the
 * user who runs diskrep.
 *
 * <p>Diskrep runs with {@link #targets} as current folder, without a terminal.
 */
final class Scene implements AutoCloseable {
  private static final String ON_TERMINAL =
      Path.of("src/test/python/on-terminal").toAbsolutePath().toString();

  private final Workbench bench;
  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Caller caller = Caller.ORDINARY;
  private int runs;

  Scene(Workbench bench) {
    this.bench = bench;
    try {
      folder = Files.createTempDirectory("diskrep-scene-");
      Trees.openForAll(folder);
      for (Path own : folders()) {
        caller.own(Files.createDirectory(own));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    environment.put("HOME", home().toString());
    environment.put("DISKREP_STATE", state().toString());
    environment.put("LC_ALL", "C.UTF-8");
  }

  /** Where targets are written; empty at first. */
  Path targets() {
    return folder.resolve("targets");
  }

  /** A path in {@link #targets}. */
  Path target(String name) {
    return targets().resolve(name);
  }

  /** For files of the test itself. */
  Path work() {
    return folder.resolve("work");
  }

  Path state() {
    return folder.resolve("state");
  }

  private Path home() {
    return folder.resolve("home");
  }

  private List<Path> folders() {
    return List.of(targets(), home(), state(), work());
  }

  /** Lets another user run diskrep, and gives the folders to that user. */
  Scene as(Caller other) {
    caller = other;
    folders().forEach(this::owned);
    return this;
  }

  Scene with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Gives files, made by the test, to the user who runs diskrep. */
  Path owned(Path file) {
    try {
      caller.own(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  /** Runs diskrep to its end. */
  Outcome run(Object... arguments) {
    return start(arguments).await();
  }

  /**
   * Runs diskrep on a terminal of its own, and types when it asks.
   *
   * @param keys with escapes, such as {@code \\n}
   * @return what on-terminal prints
   */
  JsonObject onTerminal(String question, String keys, Object... arguments) {
    List<String> argv = new ArrayList<>(List.of(ON_TERMINAL, question, keys));
    argv.addAll(argv(arguments));
    Outcome outcome = launch(argv).await().exits(0);
    return JsonParser.parseString(outcome.stdout()).getAsJsonObject();
  }

  /** Starts diskrep. */
  Running start(Object... arguments) {
    return launch(argv(arguments));
  }

  private List<String> argv(Object... arguments) {
    List<String> argv = new ArrayList<>();
    // A shell that runs the tests in the background ignores SIGINT, and children inherit that.
    argv.addAll(List.of(Tools.find("env").toString(), "--default-signal=INT,TERM,HUP"));
    argv.addAll(caller.prefix());
    argv.add(bench.command().toString());
    Stream.of(arguments).map(Object::toString).forEach(argv::add);
    return argv;
  }

  private Running launch(List<String> argv) {
    Path out = work().resolve("stdout-" + runs);
    Path err = work().resolve("stderr-" + runs++);
    ProcessBuilder builder = new ProcessBuilder(argv).directory(targets().toFile());
    builder.environment().putAll(environment);
    builder.redirectInput(new File("/dev/null"));
    builder.redirectOutput(out.toFile()).redirectError(err.toFile());
    try {
      return new Running(argv, builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asserts that targets holds just these names, and that no process, mount or state is left. */
  void assertLeftOnly(String... names) {
    assertThat(targetNames()).containsExactlyInAnyOrder(names);
    assertNothingRuns();
    try {
      assertThat(Trees.files(state())).as("left in the state folder").isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> targetNames() {
    try (Stream<Path> files = Files.list(targets())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void assertNothingRuns() {
    assertThat(Leftovers.processes(state())).as("processes left").isEmpty();
    assertThat(Leftovers.mounts(folder)).as("mounts left").isEmpty();
  }

  @Override
  public void close() throws IOException {
    Leftovers.endProcesses(state());
    Leftovers.unmount(folder);
    Trees.delete(folder);
  }
}
