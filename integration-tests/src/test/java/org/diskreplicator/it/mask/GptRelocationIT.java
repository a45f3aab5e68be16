package org.diskreplicator.it.mask;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.diskreplicator.engine.image.GptRelocation;
import org.diskreplicator.engine.image.MaskGeometry;
import org.diskreplicator.engine.image.MaskSpec;
import org.diskreplicator.engine.image.MaskWriter;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.SectorSize;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GptRelocationIT {
  private static final int SOURCE_BYTES = 64 << 20;
  private static final String TABLE =
      """
      label: gpt
      label-id: 11111111-2222-3333-4444-555555555555
      %s
      start=2048, size=20480, type=U, name="ESP"
      start=22528, size=+, type=L, name="root $(x)"
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void needsTools() {
    Oracle.require("qemu-img", "sfdisk");
  }

  @ParameterizedTest(name = "to {0} bytes, {1}")
  @CsvSource({
    "67109376, table-length: 128",
    "67125760, table-length: 128",
    "104857600, table-length: 128",
    "1073741824, table-length: 128",
    "104857600, table-length: 64",
    "104857600, table-length: 512"
  })
  void sfdiskFindsNoFault(long newSize, String option) throws IOException {
    Path source = folder.resolve("source.raw");
    try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
      file.setLength(SOURCE_BYTES);
    }
    Oracle.runWith(TABLE.formatted(option), "sfdisk", "-q", source);
    Path grown = grow(source, newSize);

    assertThat(Oracle.run("sfdisk", "--verify", grown)).contains("No errors detected");
    JsonObject before = table(source);
    JsonObject after = table(grown);
    assertThat(after.get("lastlba").getAsLong())
        .isEqualTo(before.get("lastlba").getAsLong() + (newSize - SOURCE_BYTES) / 512);
    assertThat(after.toString().replace(grown.toString(), ""))
        .contains(before.get("partitions").toString().replace(source.toString(), ""));
    if (Oracle.isInstalled("sgdisk")) {
      assertThat(Oracle.run("sgdisk", "-v", grown)).contains("No problems found");
    }
  }

  /** A copy of {@code newSize} bytes, made through a mask with the patches of the relocation. */
  private Path grow(Path source, long newSize) throws IOException {
    byte[] bytes = Files.readAllBytes(source);
    byte[] head = Arrays.copyOf(bytes, GptRelocation.HEAD_BYTES);
    GptRelocation moved = GptRelocation.plan(head, SectorSize.S512, SOURCE_BYTES, newSize);
    MaskSpec spec =
        new MaskSpec(
            newSize, moved.staleBackup(), moved.patches(), source.toString(), ImageFormat.RAW);
    Path mask = folder.resolve("mask.qcow2");
    MaskGeometry geometry = MaskGeometry.choose(newSize, moved.staleBackup());
    MaskWriter.write(mask, spec, geometry, (offset, length) -> slice(bytes, offset, length));
    Oracle.run("qemu-img", "check", "-q", "-f", "qcow2", mask);
    Path grown = folder.resolve("grown.raw");
    Oracle.run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", mask, grown);
    return grown;
  }

  private static byte[] slice(byte[] source, long offset, int length) {
    byte[] slice = new byte[length];
    int count = (int) Math.min(length, source.length - offset);
    if (count > 0) {
      System.arraycopy(source, (int) offset, slice, 0, count);
    }
    return slice;
  }

  private static JsonObject table(Path disk) {
    String json = Oracle.run("sfdisk", "--json", disk);
    return JsonParser.parseString(json).getAsJsonObject().getAsJsonObject("partitiontable");
  }
}
