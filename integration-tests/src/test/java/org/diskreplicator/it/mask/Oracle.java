package org.diskreplicator.it.mask;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.it.Requirement;

/** Runs the tools that judge, without anything of the engine. */
final class Oracle {
  private Oracle() {}

  /** Skips the test where a tool is missing, or fails it, as {@link Requirement} says. */
  static void require(String... tools) {
    for (String tool : tools) {
      Requirement.that(isInstalled(tool), "the program " + tool);
    }
  }

  static boolean isInstalled(String tool) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, tool)));
  }

  /** Standard output of a command that must succeed. */
  static String run(Object... argv) {
    return runWith("", argv);
  }

  /** The same with a text as standard input. */
  static String runWith(String input, Object... argv) {
    List<String> arguments = Stream.of(argv).map(Object::toString).toList();
    try {
      File answers = File.createTempFile("oracle", ".in");
      answers.deleteOnExit();
      Files.writeString(answers.toPath(), input);
      ProcessBuilder builder = new ProcessBuilder(arguments);
      builder.environment().put("LC_ALL", "C");
      builder.environment().merge("PATH", "/usr/sbin:/sbin", (old, more) -> old + ":" + more);
      Process process = builder.redirectErrorStream(true).redirectInput(answers).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", arguments, output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
