package org.diskreplicator.engine.tool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * {@code cryptsetup luksDump --dump-volume-key}, which opens key slots in user space: it needs
 * neither root nor device-mapper.
 *
 * <p>It would mend a damaged header of LUKS2 when it may write, so it never gets more than a
 * read-only window. What it prints is taken line by line and kept in no result, so that no message
 * and no log can hold it.
 */
public final class Cryptsetup {
  private static final int NO_PERMISSION = 2;

  private final CommandRunner runner;

  public Cryptsetup(CommandRunner runner) {
    this.runner = runner;
  }

  /** All of a file is the key, which cryptsetup reads itself. */
  public LuksKey file(Path file) {
    return new KeyFile(file.toAbsolutePath());
  }

  /**
   * A passphrase, which travels through a pipe.
   *
   * @param ask gives it when it is first needed
   */
  public LuksKey passphrase(Supplier<char[]> ask) {
    return new Passphrase(ask);
  }

  private static Command command(Path container, String keyFile, KeyDump dump) {
    return Command.of(
            "opening a LUKS container",
            Tool.CRYPTSETUP,
            "luksDump",
            "--dump-volume-key",
            "--batch-mode",
            "--disable-locks",
            "--key-file",
            keyFile,
            container.toString())
        .withOutput(dump);
  }

  private LuksKey.Attempt run(Command command, KeyDump dump) {
    CommandResult result = runner.run(command);
    try {
      return switch (result.exitCode()) {
        case 0 -> dump.key().<LuksKey.Attempt>map(LuksKey.Opened::new).orElse(strange());
        case NO_PERMISSION -> new LuksKey.WrongKey();
        default -> new LuksKey.Failed("cryptsetup does not open it: " + lastLine(result));
      };
    } finally {
      dump.clear();
    }
  }

  private static LuksKey.Failed strange() {
    return new LuksKey.Failed("cryptsetup opens it and tells no key");
  }

  private static String lastLine(CommandResult result) {
    return result
        .stderr()
        .lines()
        .reduce((first, second) -> second)
        .orElse("it ended with code " + result.exitCode());
  }

  private final class KeyFile implements LuksKey {
    private final Path file;

    KeyFile(Path file) {
      this.file = file;
    }

    @Override
    public String title() {
      return "the key file '" + file + "'";
    }

    @Override
    public Attempt open(Path container) {
      KeyDump dump = new KeyDump();
      return run(command(container, file.toString(), dump), dump);
    }
  }

  private final class Passphrase implements LuksKey {
    private final Supplier<char[]> ask;
    private char[] text = {};

    Passphrase(Supplier<char[]> ask) {
      this.ask = ask;
    }

    @Override
    public String title() {
      return "the passphrase";
    }

    @Override
    public synchronized Attempt open(Path container) {
      if (text.length == 0) {
        text = ask.get();
      }
      byte[] bytes = new String(text).getBytes(StandardCharsets.UTF_8);
      try {
        KeyDump dump = new KeyDump();
        return run(command(container, "-", dump).withInput(input -> input.write(bytes)), dump);
      } finally {
        Arrays.fill(bytes, (byte) 0);
      }
    }
  }
}
