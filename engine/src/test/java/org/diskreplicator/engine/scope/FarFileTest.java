package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FarFileTest {
  private static final FarFile FILE =
      new FarFile(Optional.of("me"), "host", OptionalInt.of(2222), "/a b/\"c\\d*.raw");

  private final List<Command> commands = new ArrayList<>();

  private boolean remove(FarFile file, int exitCode, String stderr) {
    Undoer undoer =
        new Undoer(
            command -> {
              commands.add(command);
              return new CommandResult(command, exitCode, "", stderr);
            });
    return undoer.undo(new Undo.RemoveFarFile(file));
  }

  private static String input(Command command) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    command.input().orElseThrow().write(bytes);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void itIsRemovedByItsQuotedNameAndNothingIsAsked() throws IOException {
    assertThat(remove(FILE, 0, "")).isTrue();
    assertThat(commands).hasSize(1);
    assertThat(input(commands.get(0))).isEqualTo("rm \"/a b/\\\"c\\\\d*.raw\"\n");
    assertThat(commands.get(0).argv())
        .containsExactly(
            "sftp",
            "-oLogLevel=ERROR",
            "-oBatchMode=yes",
            "-oStrictHostKeyChecking=yes",
            "-oConnectTimeout=10",
            "-b",
            "-",
            "-P",
            "2222",
            "--",
            "me@host");
  }

  @Test
  void aNumericAddressStandsInBrackets() {
    FarFile file = new FarFile(Optional.empty(), "::1", OptionalInt.empty(), "/x");
    assertThat(file.batch("step", "pwd").argv()).endsWith("--", "[::1]");
    assertThat(file).hasToString("ssh://[::1]/x");
  }

  @Test
  void whatIsGoneIsNoFailure() {
    String gone = "remote delete /a b/c.raw: No such file or directory";
    assertThat(remove(FILE, 1, gone)).isFalse();
  }

  /** As on a file system that is only read: there nothing was made. */
  @Test
  void whatCannotBeRemovedAndIsNotThereIsNoFailure() throws IOException {
    Undoer undoer =
        new Undoer(
            command -> {
              commands.add(command);
              return commands.size() == 1
                  ? new CommandResult(command, 1, "", "remote delete /x: Failure")
                  : new CommandResult(command, 0, "", "Can't ls: \"/x\" not found");
            });
    assertThat(undoer.undo(new Undo.RemoveFarFile(FILE.at("/x")))).isFalse();
    assertThat(input(commands.get(1))).isEqualTo("-ls -ln \"/x\"\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ssh: connect to host host port 2222: Connection refused\nConnection closed",
        "remote delete /x: Permission denied",
        "Identity file /k not accessible: No such file or directory\nConnection closed",
        ""
      })
  void whatMayBeLeftIsNamed(String stderr) {
    assertThatThrownBy(() -> remove(FILE, 255, stderr))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("ssh://me@host:2222/a b/\"c\\d*.raw' is left on its server");
  }

  @Test
  void aLineEndWouldBeAFurtherOrder() {
    assertThatThrownBy(() -> FILE.at("/x\n!true")).isInstanceOf(RefusedException.class);
  }

  @ParameterizedTest
  @CsvSource({"/a/b/c, /a/b", "/c, /", "/a/, /a"})
  void theFolderIsAllBeforeTheName(String path, String folder) {
    assertThat(FILE.at(path).folder()).isEqualTo(folder);
  }
}
