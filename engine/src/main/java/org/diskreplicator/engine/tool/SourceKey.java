package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.ImageFiles.View;

/**
 * The key of encrypted source images.
 *
 * <p>QEMU's programs read it themselves, from the file: no command line, no header of a mask and no
 * journal holds more than that file's name and {@link #ID}.
 *
 * @param file that holds the key and nothing else; a line end at its end is a part of the key
 */
public record SourceKey(Optional<Path> file) {
  /** No image is encrypted, or nobody knows its key. */
  public static final SourceKey NONE = new SourceKey(Optional.empty());

  private static final String ID = "source-key";
  private static final int QCOW2 = 0x514649fb;

  /** Of {@code crypt_method} in a qcow2 header; QEMU's docs/interop/qcow2.txt. */
  private static final int CRYPT_METHOD = 32;

  private static final int LUKS = 2;

  /** What every program has to be told that may open an encrypted image, directly or below. */
  List<String> arguments() {
    return file.map(
            path -> {
              JsonObject secret = new JsonObject();
              secret.addProperty("qom-type", "secret");
              secret.addProperty("id", ID);
              secret.addProperty("file", path.toAbsolutePath().toString());
              return List.of("--object", secret.toString());
            })
        .orElse(List.of());
  }

  /** Whether this image is read with the key. */
  boolean opens(View image) {
    return file.isPresent() && image.format() == ImageFormat.QCOW2 && isLuks(image.path());
  }

  /** Tells the node of an image to use the key, where it needs one. */
  void unlock(JsonObject node, View image) {
    if (opens(image)) {
      JsonObject encryption = new JsonObject();
      encryption.addProperty("format", "luks");
      encryption.addProperty("key-secret", ID);
      node.add("encrypt", encryption);
    }
  }

  /** Whether a qcow2 image is encrypted by LUKS, which is the only way that is read. */
  static boolean isLuks(Path image) {
    ByteBuffer head = ByteBuffer.allocate(CRYPT_METHOD + Integer.BYTES);
    try (FileChannel channel = FileChannel.open(image)) {
      while (head.hasRemaining() && channel.read(head, head.position()) > 0) {
        // short reads go on
      }
    } catch (IOException e) {
      throw new InputOutputException("reading '" + image + "'", e);
    }
    return !head.hasRemaining() && head.getInt(0) == QCOW2 && head.getInt(CRYPT_METHOD) == LUKS;
  }
}
