package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.BlockListLoaders;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/** extlinux(1) of syslinux; it brings its own {@code ldlinux.sys} along, and no modules. */
public final class Extlinux implements BlockListLoaders {
  private static final int HEAD = 512;
  private static final Pattern VERSION = Pattern.compile("(?:SYS|EXT)LINUX (\\d+\\.\\d+)");

  private final CommandRunner runner;

  public Extlinux(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public List<String> install(Path folder) {
    String before = version(folder);
    runner
        .run(Command.of("installing extlinux again", Tool.EXTLINUX, "--install", folder.toString()))
        .orThrow();
    String after = version(folder);
    return before.equals(after)
        ? List.of()
        : List.of(
            "extlinux was "
                + before
                + " and is "
                + after
                + " now; its modules (*.c32) are still the old ones: copy those of "
                + after
                + " over them before you boot.");
  }

  private static String version(Path folder) {
    Path loader = folder.resolve("ldlinux.sys");
    try (InputStream in = Files.newInputStream(loader)) {
      Matcher found = VERSION.matcher(new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1));
      return found.find() ? found.group(1) : "of an unknown version";
    } catch (IOException e) {
      throw new InputOutputException("reading " + loader, e);
    }
  }
}
