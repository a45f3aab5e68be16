package org.diskreplicator.engine.tool;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.diskreplicator.engine.failure.InputOutputException;

/** Reads files of records that end with a zero byte, as file names do between programs. */
final class ZeroEnded {
  private static final int BUFFER = 1 << 16;

  private ZeroEnded() {}

  static void read(Path file, Consumer<byte[]> records) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      ByteArrayOutputStream record = new ByteArrayOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b == 0) {
          records.accept(record.toByteArray());
          record.reset();
        } else {
          record.write(b);
        }
      }
    } catch (IOException e) {
      throw new InputOutputException("reading " + file, e);
    }
  }
}
