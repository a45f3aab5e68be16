package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnwrittenSpansTest {
  private static final int TABLE = 65536;

  /** What one table of 64 KiB clusters covers. */
  private static final long SPAN = 512L << 20;

  @TempDir private Path folder;

  /** Four spans and a half, of which the second and the last were written to. */
  private static ByteBuffer image() {
    ByteBuffer image = ByteBuffer.allocate(TABLE + 5 * 8);
    image.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16);
    image.putLong(24, 4 * SPAN + SPAN / 2);
    image.putInt(36, 5).putLong(40, TABLE);
    image.putLong(TABLE + 8, 0x8000000000030000L).putLong(TABLE + 4 * 8, 0x40000);
    return image;
  }

  private ExtentSet spans(ByteBuffer image) throws IOException {
    Path file = folder.resolve("image.qcow2");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (image.hasRemaining()) {
        channel.write(image);
      }
    }
    ExtentSet spans = UnwrittenSpans.of(file);
    Files.delete(file);
    return spans;
  }

  @Test
  void spansWithoutATableWereNeverWritten() throws IOException {
    assertThat(spans(image()))
        .isEqualTo(ExtentSet.of(new Extent(0, SPAN), new Extent(2 * SPAN, 2 * SPAN)));
  }

  @Test
  void theLastSpanEndsWithTheDisk() throws IOException {
    ByteBuffer image = image().putLong(TABLE + 4 * 8, 0);
    assertThat(spans(image))
        .isEqualTo(ExtentSet.of(new Extent(0, SPAN), new Extent(2 * SPAN, 2 * SPAN + SPAN / 2)));
  }

  @Test
  void aTableOfDividedClustersCoversHalf() throws IOException {
    ByteBuffer image = image().putLong(72, 1 << 4).putLong(24, 5 * SPAN / 2);
    assertThat(spans(image))
        .isEqualTo(ExtentSet.of(new Extent(0, SPAN / 2), new Extent(SPAN, SPAN)));
  }

  @Test
  void whateverElseItIsNothingIsSaidOfIt() throws IOException {
    assertThat(UnwrittenSpans.of(folder.resolve("none"))).isEqualTo(ExtentSet.empty());
    assertThat(spans(ByteBuffer.allocate(50))).isEqualTo(ExtentSet.empty());
    assertThat(spans(image().putLong(8, 512))).as("stands on another").isEqualTo(ExtentSet.empty());
    assertThat(spans(image().putLong(72, 4))).as("data file").isEqualTo(ExtentSet.empty());
    assertThat(spans(image().putLong(24, 6 * SPAN))).as("larger").isEqualTo(ExtentSet.empty());
    assertThat(spans(image().limit(TABLE + 39))).as("cut").isEqualTo(ExtentSet.empty());
  }

  @ParameterizedTest
  @CsvSource({
    "0,1",
    "4,4",
    "20,8",
    "20,22",
    "24,-1",
    "36,-1",
    "36,4194305",
    "40,-1",
    "40,2147483647"
  })
  void aHostileHeaderIsLeftAlone(int offset, int value) throws IOException {
    assertThat(spans(image().putInt(offset, value))).isEqualTo(ExtentSet.empty());
  }
}
