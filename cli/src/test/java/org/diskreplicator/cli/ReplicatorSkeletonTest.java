package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.cli.ReplicatorSkeleton.Language;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.contributed.ReplicatorFolders;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ReplicatorSkeletonTest {
  @TempDir private Path temp;

  private static Contribution read(Path program) {
    ToolPaths paths = ToolPaths.ofEnvironment();
    return ReplicatorFolders.of(List.of(), Map.of(), Optional.empty(), 1000, paths).at(program);
  }

  @ParameterizedTest
  @CsvSource({"SH,ext2", "SH,nilfs2", "PYTHON,ext4", "PYTHON,minix"})
  void whatIsWrittenIsAReplicatorWithNothingLeftToFillIn(Language language, String content)
      throws IOException {
    Path program = new ReplicatorSkeleton(language, "mine", content).write(temp);
    assertThat(read(program).manifest().contents()).containsExactly(content);
    assertThat(Files.readString(program)).contains(content).doesNotContainPattern("@[A-Z_]+@");
  }

  @Test
  void nothingIsOverwritten() throws IOException {
    Files.writeString(temp.resolve("mine.json"), "precious");
    assertThatThrownBy(() -> new ReplicatorSkeleton(Language.SH, "mine", "ext2").write(temp))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("exists already");
    assertThat(temp.resolve("mine.json")).hasContent("precious");
    assertThat(temp.resolve("mine")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"../mine,ext2", "Mine,ext2", "mine,a b", "-x,ext2"})
  void namesAreChecked(String name, String content) {
    assertThatThrownBy(() -> new ReplicatorSkeleton(Language.SH, name, content))
        .isInstanceOf(RefusedException.class);
  }
}
