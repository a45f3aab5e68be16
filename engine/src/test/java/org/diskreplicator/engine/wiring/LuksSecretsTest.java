package org.diskreplicator.engine.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.tool.Cryptsetup;
import org.junit.jupiter.api.Test;

final class LuksSecretsTest {
  private final CancelToken cancel = new CancelToken();
  private final List<Command> started = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();

  private List<LuksKey> keys(Optional<Supplier<char[]>> ask, Path... files) {
    Cryptsetup refusing =
        new Cryptsetup(
            command -> {
              started.add(command);
              return new CommandResult(command, 2, "", "");
            });
    return new LuksSecrets(List.of(files), ask).keys(refusing, cancel);
  }

  private char[] ask() {
    asked.incrementAndGet();
    return "secret".toCharArray();
  }

  @Test
  void filesComeBeforeTheQuestion() {
    assertThat(keys(Optional.of(this::ask), Path.of("/one"), Path.of("/two")))
        .extracting(LuksKey::title)
        .containsExactly("the key file '/one'", "the key file '/two'", "the passphrase");
    assertThat(asked).hasValue(0);
  }

  @Test
  void nothingGivenIsNoKey() {
    assertThat(
            LuksSecrets.NONE.keys(
                new Cryptsetup(command -> new CommandResult(command, 1, "", "")), cancel))
        .isEmpty();
  }

  @Test
  void forManyContainersThereIsOneQuestion() {
    LuksKey passphrase = keys(Optional.of(this::ask)).get(0);
    assertThat(passphrase.open(Path.of("/window1"))).isEqualTo(new LuksKey.WrongKey());
    assertThat(passphrase.open(Path.of("/window2"))).isEqualTo(new LuksKey.WrongKey());
    assertThat(asked).hasValue(1);
    assertThat(started).hasSize(2).noneMatch(command -> command.toString().contains("secret"));
  }

  @Test
  void whoCancelsAtTheQuestionStartsNothing() {
    Supplier<char[]> never =
        () -> {
          cancel.cancel();
          return new char[] {'x'};
        };
    LuksKey passphrase = keys(Optional.of(never)).get(0);
    assertThatThrownBy(() -> passphrase.open(Path.of("/window1")))
        .isInstanceOf(CancelledException.class);
    assertThat(started).isEmpty();
  }
}
