package org.diskreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A folder of programs for the variable {@code DISKREP_PATH}, which diskrep then uses alone. */
final class ToolFolder {
  private ToolFolder() {}

  /** All programs of this machine but one. */
  static Path without(Path folder, String tool) {
    return linkAll(folder, Set.of(tool));
  }

  /** All programs, with a {@code qemu-img convert} that writes 2 MiB a second. */
  static Path withSlowConvert(Path folder) {
    linkAll(folder, Set.of("qemu-img"));
    String script =
        """
        #!/bin/sh
        if [ "$1" = convert ]; then
          shift
          exec %1$s convert -r 2M "$@"
        fi
        exec %1$s "$@"
        """
            .formatted(Tools.find("qemu-img"));
    return withProgram(folder, "qemu-img", script);
  }

  /** All programs, with one that takes 20 seconds before it begins. */
  static Path withSlow(Path folder, String tool) {
    linkAll(folder, Set.of(tool));
    return withProgram(
        folder, tool, "#!/bin/sh\nsleep 20\nexec %s \"$@\"\n".formatted(Tools.find(tool)));
  }

  /** All programs, with a {@code qemu-img convert} that spoils what it has made, at one place. */
  static Path withSpoilingConvert(Path folder, long offset) {
    linkAll(folder, Set.of("qemu-img"));
    return withProgram(folder, "qemu-img", spoilingConvert(offset));
  }

  /** Lets the {@code qemu-img convert} of a folder spoil what it has made, at one place. */
  static void spoil(Path folder, long offset) throws IOException {
    Files.delete(folder.resolve("qemu-img"));
    withProgram(folder, "qemu-img", spoilingConvert(offset));
  }

  private static String spoilingConvert(long offset) {
    return """
        #!/bin/sh
        %1$s "$@" || exit
        if [ "$1" = convert ]; then
          for target; do :; done
          exec %2$s -c 'write -q -P 7 %3$d 4k' "$target"
        fi
        """
        .formatted(Tools.find("qemu-img"), Tools.find("qemu-io"), offset);
  }

  /**
   * All programs, with an nbdkit that trusts {@code authority} for https, and one and an sftp that
   * have for ssh these known hosts and this key, as they else trust what the machine and the user's
   * home have.
   */
  static Path withTrust(Path folder, Path authority, Path knownHosts, Path key) {
    linkAll(folder, Set.of("nbdkit", "sftp"));
    withProgram(
        folder,
        "sftp",
        """
        #!/bin/sh
        exec %s -oUserKnownHostsFile=%s -oIdentityFile=%s -oIdentitiesOnly=yes "$@"
        """
            .formatted(Tools.find("sftp"), knownHosts, key));
    String script =
        """
        #!/bin/sh
        case " $* " in
          *' curl '*) set -- "$@" cainfo=%s ;;
          *' ssh '*) set -- "$@" known-hosts=%s identity=%s ;;
        esac
        exec %s "$@"
        """
            .formatted(authority, knownHosts, key, Tools.find("nbdkit"));
    return withProgram(folder, "nbdkit", script);
  }

  /** Lets the nbdkit of {@link #withTrust} move 16 MiB a second. */
  static void slowDown(Path folder) throws IOException {
    Path program = folder.resolve("nbdkit");
    String script =
        Files.readString(program).replace("\"$@\"\n", "--filter=rate \"$@\" rate=128M\n");
    Files.writeString(program, script);
  }

  private static Path withProgram(Path folder, String name, String script) {
    Path program = folder.resolve(name);
    try {
      Files.writeString(program, script);
      if (!program.toFile().setExecutable(true, false)) {
        throw new IllegalStateException("cannot make " + program + " executable");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private static Path linkAll(Path folder, Set<String> skipped) {
    try {
      Files.createDirectories(folder);
      Trees.openForAll(folder);
      for (Path programs : Tools.folders()) {
        link(programs, folder, skipped);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return folder;
  }

  private static void link(Path programs, Path folder, Set<String> skipped) throws IOException {
    if (!Files.isDirectory(programs)) {
      return;
    }
    try (Stream<Path> files = Files.list(programs)) {
      List<Path> wanted =
          files.filter(file -> !skipped.contains(file.getFileName().toString())).toList();
      for (Path program : wanted) {
        Path link = folder.resolve(program.getFileName());
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, program);
        }
      }
    }
  }
}
