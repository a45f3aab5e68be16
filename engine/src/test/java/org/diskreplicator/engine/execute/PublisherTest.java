package org.diskreplicator.engine.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.plan.CloneOptions.Existing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PublisherTest {
  private final Path partial;
  private final Path target;

  PublisherTest(@TempDir Path folder) throws IOException {
    partial =
        Files.writeString(Files.createDirectory(folder.resolve("partial")).resolve("t"), "new");
    target = folder.resolve("t");
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void aFreeNameIsTaken(Existing existing) {
    Publisher.publish(partial, target, existing);
    assertThat(target).hasContent("new");
  }

  @Test
  void aTakenNameIsKept() throws IOException {
    Files.writeString(target, "old");
    assertThatThrownBy(() -> Publisher.publish(partial, target, Existing.KEEP))
        .isInstanceOf(RefusedException.class);
    assertThat(target).hasContent("old");
    assertThat(partial).hasContent("new");
  }

  @Test
  void aDanglingLinkIsATakenName() throws IOException {
    Files.createSymbolicLink(/* link= */ target, /* target= */ Path.of("nowhere"));
    assertThatThrownBy(() -> Publisher.publish(partial, target, Existing.KEEP))
        .isInstanceOf(RefusedException.class);
    assertThat(Files.isSymbolicLink(target)).isTrue();
  }

  @Test
  void aFileIsReplaced() throws IOException {
    Files.writeString(target, "old");
    Publisher.publish(partial, target, Existing.REPLACE);
    assertThat(target).hasContent("new");
    assertThat(partial).doesNotExist();
  }

  @ParameterizedTest
  @EnumSource(Existing.class)
  void aFolderThatWentAwayIsAFailure(Existing existing) {
    Path lost = target.resolveSibling("gone").resolve("t");
    assertThatThrownBy(() -> Publisher.publish(partial, lost, existing))
        .isInstanceOf(InputOutputException.class)
        .hasMessageContaining("naming the finished target");
  }

  @Test
  void aFolderIsNotReplaced() throws IOException {
    Files.createDirectory(target);
    assertThatThrownBy(() -> Publisher.publish(partial, target, Existing.REPLACE))
        .isInstanceOf(InputOutputException.class);
    assertThat(target).isDirectory();
  }
}
