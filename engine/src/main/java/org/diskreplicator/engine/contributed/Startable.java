package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.diskreplicator.engine.process.ToolPaths;

/** Whether a file can be started; the kernel's own answers name neither file nor interpreter. */
final class Startable {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};
  private static final int LONGEST_FIRST_LINE = 256;
  private static final String ENV = "/usr/bin/env";

  private final ToolPaths paths;

  Startable(ToolPaths paths) {
    this.paths = paths;
  }

  /**
   * Looks at the file's mode and first bytes.
   *
   * @throws UnusableException when the kernel would not start it
   */
  void require(Path program) throws IOException {
    if (!Files.isRegularFile(program)) {
      throw new UnusableException("there is no program " + program + " beside the manifest");
    }
    if (!Files.isExecutable(program)) {
      throw new UnusableException(program + " is not executable; use chmod +x");
    }
    byte[] head = head(program);
    if (head.length >= 2 && head[0] == '#' && head[1] == '!') {
      requireInterpreter(program, new String(head, StandardCharsets.ISO_8859_1));
    } else if (!Arrays.equals(Arrays.copyOf(head, ELF.length), ELF)) {
      throw new UnusableException(
          program + " is no program: it begins neither with #! nor as a compiled one");
    }
  }

  private static byte[] head(Path program) throws IOException {
    try (InputStream in = Files.newInputStream(program)) {
      return in.readNBytes(LONGEST_FIRST_LINE);
    }
  }

  private void requireInterpreter(Path program, String head) {
    String line = head.split("\n", 2)[0];
    List<String> words = List.of(line.substring(2).strip().split("[ \t]+"));
    Path interpreter = Path.of(words.get(0));
    boolean there = interpreter.isAbsolute() && Files.isExecutable(interpreter);
    if (there && words.get(0).equals(ENV) && words.size() > 1) {
      there = paths.find(words.get(1)).isPresent();
    }
    if (!there) {
      throw new UnusableException(
          "the interpreter of " + program + " is missing; it begins with " + line.strip());
    }
  }
}
