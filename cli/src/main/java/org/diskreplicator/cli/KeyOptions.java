package org.diskreplicator.cli;

import java.io.Console;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.wiring.LuksSecrets;
import org.diskreplicator.engine.wiring.Toolbox;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The keys of encrypted sources. */
final class KeyOptions {
  private Optional<Path> keyFile = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--source-key-file",
      paramLabel = "FILE",
      description = {
        "Key of an encrypted qcow2 source (LUKS). The key is all of FILE, with the line end at its"
            + " end, if there is one."
      })
  void setKeyFile(Path file) {
    requireReadable("--source-key-file", file);
    keyFile = Optional.of(file);
  }

  @Option(
      names = "--luks-key-file",
      paramLabel = "FILE",
      description = {
        "Key of a LUKS container on SOURCE (all of FILE, as for cryptsetup), so that only its used"
            + " blocks are copied, encrypted as they are. May be given several times."
      })
  private List<Path> luksKeyFiles = List.of();

  @Option(
      names = "--luks-ask",
      description = "Ask for the passphrase of a LUKS container on the terminal.")
  private boolean luksAsk;

  /** Whether a key of LUKS containers is given, or will be asked for. */
  boolean openLuks() {
    return luksAsk || !luksKeyFiles.isEmpty();
  }

  /** The tools, told the keys. */
  Toolbox tell(Toolbox tools) {
    luksKeyFiles.forEach(file -> requireReadable("--luks-key-file", file));
    Optional<Supplier<char[]>> ask = luksAsk ? Optional.of(this::ask) : Optional.empty();
    return tools.withKey(keyFile).withLuks(new LuksSecrets(luksKeyFiles, ask));
  }

  /** The start script asks Java 22 and later for the old console, which is none elsewhere. */
  @SuppressWarnings("SystemConsoleNull")
  private char[] ask() {
    Console console = System.console();
    char[] text = console == null ? null : console.readPassword("LUKS passphrase: ");
    if (text == null || text.length == 0) {
      throw new RefusedException(
          "--luks-ask needs a terminal to ask for a passphrase on, which a container"
              + " (--sandbox container) does not have, and an answer; without these, give a file by"
              + " --luks-key-file.");
    }
    return text;
  }

  private void requireReadable(String option, Path file) {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw new ParameterException(
          command.commandLine(), option + " '" + file + "' is no file that you may read");
    }
  }
}
