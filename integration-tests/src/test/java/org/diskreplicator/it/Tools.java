package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Runs the independent tools that prove a copy. */
final class Tools {
  private static final List<String> SYSTEM = List.of("/usr/local/sbin", "/usr/sbin", "/sbin");

  private Tools() {}

  /** Folders in which programs are looked for. */
  static List<Path> folders() {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(Stream.of(path.split(File.pathSeparator)), SYSTEM.stream())
        .filter(folder -> folder.startsWith("/"))
        .distinct()
        .map(Path::of)
        .toList();
  }

  /** Absolute path of a program; the test is skipped when there is none. */
  static Path find(String tool) {
    if (tool.startsWith("/")) {
      return Path.of(tool);
    }
    for (Path folder : folders()) {
      Path file = folder.resolve(tool);
      if (Files.isRegularFile(file) && Files.isExecutable(file)) {
        return file;
      }
    }
    Requirement.missing("the program " + tool);
    throw new AssertionError("unreachable");
  }

  /** Runs a tool to its end; standard error is part of the text. */
  static Result run(String tool, Object... arguments) {
    List<String> argv = new ArrayList<>(List.of(find(tool).toString()));
    Stream.of(arguments).map(Object::toString).forEach(argv::add);
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.environment().putAll(Map.of("LC_ALL", "C", "MTOOLSRC", "/dev/null"));
    builder.redirectInput(new File("/dev/null"));
    try {
      Process process = builder.start();
      String text = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(argv, process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs a tool that must end with 0, and returns what it printed. */
  static String output(String tool, Object... arguments) {
    Result result = run(tool, arguments);
    if (result.exitCode() != 0) {
      throw new AssertionError(result.toString());
    }
    return result.text();
  }

  /** How a tool ended. */
  record Result(List<String> argv, int exitCode, String text) {
    @Override
    public String toString() {
      return String.join(" ", argv) + " ended with " + exitCode + ":\n" + text;
    }
  }
}
