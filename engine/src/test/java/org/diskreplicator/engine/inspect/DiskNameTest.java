package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.diskreplicator.engine.failure.RefusedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DiskNameTest {
  @ParameterizedTest
  @CsvSource({
    "/disk.qcow2#2, /disk.qcow2, 2",
    "/disk#128, /disk, 128",
    "'/a b$(id)\n#1', '/a b$(id)\n', 1",
    "/a#1#2, /a#1, 2"
  })
  void aNumberBehindAHashIsAPartition(String text, String path, int number) {
    assertThat(DiskName.parse(text)).isEqualTo(new DiskName(Path.of(path), OptionalInt.of(number)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/disk",
        "/disk#",
        "/disk#0",
        "/disk#02",
        "/disk#-1",
        "/disk#1x",
        "/#1234567",
        "/a#1/b"
      })
  void anythingElseIsAPath(String text) {
    assertThat(DiskName.parse(text)).isEqualTo(new DiskName(Path.of(text), OptionalInt.empty()));
  }

  @Test
  void aFileThatReallyHasSuchANameWins(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("disk#2");
    assertThat(DiskName.parse(file.toString()).partition()).hasValue(2);
    Files.createFile(file);
    assertThat(DiskName.parse(file.toString())).isEqualTo(new DiskName(file, OptionalInt.empty()));
  }

  @Test
  void aRelativeNameBecomesAbsolute() {
    assertThat(DiskName.parse("-o").path()).isAbsolute().hasFileName("-o");
    assertThat(DiskName.parse("json:{}").path()).isAbsolute().hasFileName("json:{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\0b"})
  void whatCanBeNoPathIsRefused(String text) {
    assertThatThrownBy(() -> DiskName.parse(text)).isInstanceOf(RefusedException.class);
  }
}
