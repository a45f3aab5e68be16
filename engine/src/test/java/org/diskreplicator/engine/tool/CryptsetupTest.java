package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.diskreplicator.engine.port.LuksKey;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.junit.jupiter.api.Test;

final class CryptsetupTest {
  private static CommandRunner printing(int code, String stderr, String... lines) {
    return command -> {
      List.of(lines).forEach(command.output().orElseThrow());
      return new CommandResult(command, code, "", stderr);
    };
  }

  private static LuksKey.Attempt open(CommandRunner runner) {
    return new Cryptsetup(runner).file(Path.of("/k")).open(Path.of("/window1"));
  }

  @Test
  void theKeyIsTakenOutOfTheDump() {
    LuksKey.Attempt attempt =
        open(
            printing(
                0,
                "",
                "LUKS header information for /window1",
                "Cipher name:   \taes",
                "UUID:          \t4024dd81-a66a-4e78-84c6-b6283060b721",
                "MK bits:       \t256",
                "MK dump:\t1b 12 2a d9 b3 aa ba 5a 48 6a 99 cc 75 b6 df db ",
                "\t\td7 ca be 77 fa 86 a0 8b 5b 8b d9 fc ac 85 5b d3 "));
    assertThat(((LuksKey.Opened) attempt).volumeKey())
        .isEqualTo(
            HexFormat.of()
                .parseHex("1b122ad9b3aaba5a486a99cc75b6dfdbd7cabe77fa86a08b5b8bd9fcac855bd3"));
    assertThat(attempt.toString()).doesNotContain("1b");
  }

  @Test
  void aWrongKeyIsAnAnswerAndTheRestAReason() {
    assertThat(open(printing(2, "No key available with this passphrase.")))
        .isInstanceOf(LuksKey.WrongKey.class);
    assertThat(open(printing(3, "first\nNot enough available memory.")))
        .isEqualTo(new LuksKey.Failed("cryptsetup does not open it: Not enough available memory."));
    assertThat(open(printing(0, "", "nothing"))).isInstanceOf(LuksKey.Failed.class);
  }

  @Test
  void neitherKeyNorPassphraseIsAnArgument() {
    CommandRunner runner =
        command -> {
          assertThat(command.arguments()).noneMatch(argument -> argument.contains("secret"));
          assertThat(command.input()).isPresent();
          return new CommandResult(command, 2, "", "");
        };
    new Cryptsetup(runner).passphrase("secret"::toCharArray).open(Path.of("/window1"));
  }
}
