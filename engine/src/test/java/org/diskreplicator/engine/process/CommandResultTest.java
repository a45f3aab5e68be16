package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.junit.jupiter.api.Test;

final class CommandResultTest {
  private static final Command COMMAND =
      Command.of("reading the header", Tool.QEMU_IMG, "info", "a b");

  @Test
  void zeroIsSuccess() {
    CommandResult result = new CommandResult(COMMAND, 0, "out", "");
    assertThat(result.orThrow()).isSameAs(result);
  }

  @Test
  void aFailureTellsStepProgramCodeAndWhatWasSaid() {
    CommandResult result = new CommandResult(COMMAND, 7, "", "qemu-img: no\n");
    CommandFailedException failure =
        catchThrowableOfType(CommandFailedException.class, result::orThrow);
    assertThat(failure.sentence())
        .isEqualTo(
            "Failed while reading the header: qemu-img ended with code 7; it said: qemu-img: no");
    assertThat(failure.argv()).isEqualTo(List.of("qemu-img", "info", "a b"));
    assertThat(failure.exitCode()).isEqualTo(7);
    assertThat(failure.stderr()).isEqualTo("qemu-img: no\n");
  }

  @Test
  void aSilentFailureSaysSo() {
    assertThat(new CommandResult(COMMAND, 1, "", " \n").failure())
        .hasMessageEndingWith("qemu-img ended with code 1; it printed no reason");
  }
}
