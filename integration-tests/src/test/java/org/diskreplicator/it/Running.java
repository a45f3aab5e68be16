package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A diskrep that runs. */
record Running(List<String> argv, Process process, Path out, Path err) {
  private static final int LIMIT_SECONDS = 180;

  /** Sends a signal by its name without SIG; env, setpriv and the launcher all exec. */
  Running signal(String name) {
    Tools.output("kill", "-" + name, process.pid());
    return this;
  }

  /** Sends KILL, also to one that may have ended on a quick machine. */
  Running kill() {
    process.destroyForcibly();
    return this;
  }

  long pid() {
    return process.pid();
  }

  Outcome await() {
    try {
      boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      assertThat(ended).as("%s did not end in %d s", argv, LIMIT_SECONDS).isTrue();
      return new Outcome(argv, process.exitValue(), Files.readString(out), Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
