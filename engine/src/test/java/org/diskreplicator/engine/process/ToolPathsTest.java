package org.diskreplicator.engine.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ToolPathsTest {
  private final Path first;
  private final Path second;
  private final ToolPaths paths;

  ToolPathsTest(@TempDir Path folder) throws IOException {
    first = Files.createDirectory(folder.resolve("first"));
    second = Files.createDirectory(folder.resolve("second"));
    paths = new ToolPaths(List.of(folder.resolve("missing"), first, second));
  }

  @Test
  void theFirstFolderWins() {
    new Programs(second).with(Tool.BLKID);
    assertThat(paths.find(Tool.BLKID)).contains(second.resolve("blkid"));
    new Programs(first).with(Tool.BLKID);
    assertThat(paths.require(Tool.BLKID)).isEqualTo(first.resolve("blkid"));
  }

  @Test
  void whatCannotBeRunIsNoProgram() throws IOException {
    Files.createFile(first.resolve("blkid"));
    Files.createDirectory(second.resolve("blkid"));
    assertThat(paths.find(Tool.BLKID)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Tool.class)
  void whatIsMissingComesWithTheCommandThatInstallsIt(Tool tool) {
    assertThatThrownBy(() -> paths.require(tool))
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageStartingWith("The program " + tool.program() + " is missing. ")
        .hasMessageContaining("apt-get install " + tool.debianPackage());
  }
}
