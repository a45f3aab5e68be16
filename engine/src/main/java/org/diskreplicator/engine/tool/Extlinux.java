package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.port.BlockListLoaders;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * extlinux(1) of syslinux; of its modules it brings {@code ldlinux.c32} along, beside {@code
 * ldlinux.sys}.
 */
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
    Path module = folder.resolve("ldlinux.c32");
    try {
      boolean isThere = Files.isRegularFile(module, LinkOption.NOFOLLOW_LINKS);
      byte[] content = isThere ? Files.readAllBytes(module) : new byte[0];
      FileTime written = Files.getLastModifiedTime(isThere ? module : folder);
      run(folder);
      // The same file once more is the old one.
      if (isThere && Arrays.equals(content, Files.readAllBytes(module))) {
        Files.setLastModifiedTime(module, written);
      }
    } catch (IOException e) {
      throw new InputOutputException("keeping " + module, e);
    }
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

  private void run(Path folder) {
    runner
        .run(Command.of("installing extlinux again", Tool.EXTLINUX, "--install", folder.toString()))
        .orThrow();
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
