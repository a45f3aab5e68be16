package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GetfattrTest {
  @TempDir private Path temp;

  @BeforeEach
  void installTool() throws Exception {
    assertThat(Files.createFile(temp.resolve("getfattr")).toFile().setExecutable(true)).isTrue();
  }

  private Map<String, Map<String, String>> read(int code, String stdout, String stderr) {
    Xargs xargs =
        new Xargs(
            (Command command) -> new CommandResult(command, code, stdout, stderr),
            new ToolPaths(List.of(temp)),
            temp.resolve("names"));
    return new Getfattr(xargs).read(List.of("/a".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void attributesAreReadByFile() {
    assertThat(read(0, "# file: /a\nuser.x=0x01\nuser.empty\n\n", ""))
        .isEqualTo(Map.of("/a", Map.of("user.x", "0x01", "user.empty", "")));
  }

  @Test
  void aFileSystemWithoutAttributesHasNone() {
    String said = "getfattr: /a: Operation not supported\ngetfattr: /b: Operation not supported";
    assertThat(read(123, "", said)).isEmpty();
  }

  @Test
  void anyOtherFailureIsOne() {
    String said = "getfattr: /a: Operation not supported\ngetfattr: /b: Input/output error";
    assertThatThrownBy(() -> read(123, "", said)).isInstanceOf(CommandFailedException.class);
    assertThatThrownBy(() -> read(123, "# file: /b\n", "x: Operation not supported"))
        .isInstanceOf(CommandFailedException.class);
  }
}
