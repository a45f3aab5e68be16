package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeldClustersTest {
  private static final int CLUSTER = 65536;

  /** What one table of 64 KiB clusters covers. */
  private static final long SPAN = 512L << 20;

  /** Behind the header's cluster and a first table of 5000 entries. */
  private static final int TABLE = 2 * CLUSTER;

  private static final long COMPRESSED = 1L << 62;
  private static final int TABLES = 5000;

  @TempDir private Path folder;

  /** 5000 spans less half a one, of which the third and the last have a table. */
  private static ByteBuffer image() {
    ByteBuffer image = ByteBuffer.allocate(4 * CLUSTER);
    image.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16);
    image.putLong(24, TABLES * SPAN - SPAN / 2);
    image.putInt(36, TABLES).putLong(40, CLUSTER);
    table(image, 2, TABLE);
    return table(image, TABLES - 1, 3 * CLUSTER);
  }

  private static ByteBuffer table(ByteBuffer image, int index, long place) {
    return image.putLong(CLUSTER + index * 8, place | 1L << 63);
  }

  private Optional<ExtentSet> held(ByteBuffer image) throws IOException {
    Path file = folder.resolve("image.qcow2");
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      while (image.hasRemaining()) {
        channel.write(image);
      }
    }
    Optional<ExtentSet> held = HeldClusters.of(file);
    Files.delete(file);
    return held;
  }

  @Test
  void clustersWithDataAreHeld() throws IOException {
    ByteBuffer image = image();
    image.putLong(TABLE + 8, 0x8000000000050000L).putLong(TABLE + 16, COMPRESSED | 12345);
    image.putLong(3 * CLUSTER, 0x60000);
    assertThat(held(image))
        .contains(
            ExtentSet.of(
                new Extent(2 * SPAN + CLUSTER, 2 * CLUSTER),
                new Extent((TABLES - 1) * SPAN, CLUSTER)));
  }

  @Test
  void whatIsOnlyMarkedAsZerosIsNot() throws IOException {
    ByteBuffer image = image().putLong(TABLE, 1).putLong(TABLE + 8, 0x8000000000050001L);
    assertThat(held(image)).contains(ExtentSet.empty());
  }

  @Test
  void aCompressedClusterIsHeldWhateverItsPlace() throws IOException {
    ByteBuffer image = image().putLong(TABLE, COMPRESSED | 1);
    assertThat(held(image)).contains(ExtentSet.of(new Extent(2 * SPAN, CLUSTER)));
  }

  @Test
  void versionTwoMarksNothing() throws IOException {
    ByteBuffer image = image().putInt(4, 2).putLong(TABLE, 0x8000000000050001L);
    assertThat(held(image)).contains(ExtentSet.of(new Extent(2 * SPAN, CLUSTER)));
  }

  @Test
  void aDividedClusterIsHeldWhenAPartOfItIs() throws IOException {
    ByteBuffer image = image().putLong(72, 1 << 4).putLong(24, TABLES * SPAN / 2);
    image.putLong(TABLE, 0x8000000000050000L).putLong(TABLE + 8, 0xffffffff00000000L);
    image.putLong(TABLE + 16, 0x8000000000060000L).putLong(TABLE + 24, 0x80000000L);
    assertThat(held(image)).contains(ExtentSet.of(new Extent(SPAN + CLUSTER, CLUSTER)));
  }

  @Test
  void theLastClusterEndsWithTheDisk() throws IOException {
    ByteBuffer image = image().putLong(24, (TABLES - 1) * SPAN + 512);
    image.putLong(3 * CLUSTER, 0x60000);
    assertThat(held(image)).contains(ExtentSet.of(new Extent((TABLES - 1) * SPAN, 512)));
  }

  @Test
  void onlyHugeDisksThatAreMostlyUnwrittenAreRead() throws IOException {
    assertThat(held(image().putLong(24, 4000 * SPAN))).as("smaller").isEmpty();
    ByteBuffer image = image();
    for (int i = 0; i < TABLES / 32 - 1; i++) {
      table(image, i, TABLE);
    }
    assertThat(held(image)).isPresent();
    table(image, 2000, TABLE);
    table(image.rewind(), 2001, TABLE);
    assertThat(held(image)).as("more written").isEmpty();
  }

  @Test
  void whateverElseItIsNothingIsSaidOfIt() throws IOException {
    assertThat(HeldClusters.of(folder.resolve("none"))).isEmpty();
    assertThat(held(ByteBuffer.allocate(50))).isEmpty();
    assertThat(held(image().putLong(8, 512))).as("stands on another").isEmpty();
    assertThat(held(image().putInt(32, 2))).as("encrypted").isEmpty();
    assertThat(held(image().putLong(72, 4))).as("data file").isEmpty();
    assertThat(held(image().limit(4 * CLUSTER - 1))).as("cut").isEmpty();
    assertThat(held(table(image(), 7, 1L << 40))).as("table outside").isEmpty();
  }
}
