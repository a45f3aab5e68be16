package org.diskreplicator.engine.tool;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.SignatureProbe;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;

/**
 * Probes signatures with blkid(8) at low level.
 *
 * <p>The {@code udev} output form is read because it alone encodes hostile labels without loss:
 * each unsafe byte as {@code \xNN} in the {@code _ENC} values.
 */
public final class Blkid implements SignatureProbe {
  private static final int NOTHING_FOUND = 2;
  private static final int AMBIVALENT = 8;

  private final CommandRunner runner;

  public Blkid(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public Signature probe(Path disk, Extent region) {
    CommandResult result =
        runner.run(
            Command.of(
                "looking for known contents",
                Tool.BLKID,
                "-p",
                "-o",
                "udev",
                "-O",
                Long.toString(region.offset()),
                "-S",
                Long.toString(region.length()),
                disk.toString()));
    if (result.exitCode() == NOTHING_FOUND || result.exitCode() == AMBIVALENT) {
      return Signature.NONE;
    }
    return signature(values(result.orThrow().stdout()));
  }

  private static Map<String, String> values(String output) {
    Map<String, String> values = new HashMap<>();
    for (String line : output.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  private static Signature signature(Map<String, String> values) {
    return new Signature(
        decoded(values, "ID_FS_TYPE"),
        decoded(values, "ID_FS_VERSION"),
        decoded(values, "ID_FS_LABEL_ENC"),
        decoded(values, "ID_FS_UUID_ENC"),
        decoded(values, "ID_PART_TABLE_TYPE"));
  }

  private static Optional<String> decoded(Map<String, String> values, String name) {
    return Optional.ofNullable(values.get(name)).map(Blkid::decode);
  }

  private static String decode(String encoded) {
    if (!encoded.contains("\\x")) {
      return encoded;
    }
    byte[] bytes = encoded.getBytes(StandardCharsets.UTF_8);
    ByteArrayOutputStream decoded = new ByteArrayOutputStream(bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      if (isEscape(bytes, i)) {
        decoded.write(Character.digit(bytes[i + 2], 16) * 16 + Character.digit(bytes[i + 3], 16));
        i += 3;
      } else {
        decoded.write(bytes[i]);
      }
    }
    return decoded.toString(StandardCharsets.UTF_8);
  }

  private static boolean isEscape(byte[] bytes, int i) {
    return i + 3 < bytes.length
        && bytes[i] == '\\'
        && bytes[i + 1] == 'x'
        && Character.digit(bytes[i + 2], 16) >= 0
        && Character.digit(bytes[i + 3], 16) >= 0;
  }
}
