package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourceKeyTest {
  private static final int QCOW2 = 0x514649fb;
  private static final int LUKS = 2;

  private final Path folder;
  private final SourceKey key;

  SourceKeyTest(@TempDir Path temp) throws IOException {
    folder = temp;
    key = new SourceKey(Optional.of(Files.writeString(temp.resolve("a, key"), "secret text")));
  }

  private Path image(int magic, int method) throws IOException {
    byte[] header = new byte[104];
    ByteBuffer.wrap(header).putInt(0, magic).putInt(32, method);
    return Files.write(folder.resolve("image"), header);
  }

  @ParameterizedTest
  @CsvSource({"0, false", "1, false", "2, true", "3, false"})
  void onlyLuksIsOpened(int method, boolean opened) throws IOException {
    View view = new View(image(QCOW2, method), ImageFormat.QCOW2);
    JsonObject node = new JsonObject();
    key.unlock(node, view);
    assertThat(key.opens(view)).isEqualTo(opened);
    assertThat(node.toString())
        .isEqualTo(
            opened ? "{\"encrypt\":{\"format\":\"luks\",\"key-secret\":\"source-key\"}}" : "{}");
  }

  @Test
  void whatOnlyLooksLikeItIsNotOpened() throws IOException {
    assertThat(key.opens(new View(image(0, LUKS), ImageFormat.QCOW2))).isFalse();
    assertThat(key.opens(new View(image(QCOW2, LUKS), ImageFormat.RAW))).isFalse();
    Path shortFile = Files.write(folder.resolve("short"), new byte[] {'Q', 'F', 'I'});
    assertThat(key.opens(new View(shortFile, ImageFormat.QCOW2))).isFalse();
  }

  @Test
  void theKeyIsNamedByItsFile() {
    assertThat(key.arguments())
        .containsExactly(
            "--object",
            "{\"qom-type\":\"secret\",\"id\":\"source-key\",\"file\":\""
                + folder.resolve("a, key")
                + "\"}");
  }

  @Test
  void withoutAKeyNothingIsSaid() throws IOException {
    assertThat(SourceKey.NONE.arguments()).isEmpty();
    assertThat(SourceKey.NONE.opens(new View(image(QCOW2, LUKS), ImageFormat.QCOW2))).isFalse();
  }
}
