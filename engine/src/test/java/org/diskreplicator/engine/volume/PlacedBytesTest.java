package org.diskreplicator.engine.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Placement.Column;
import org.diskreplicator.engine.model.Placement.Composed;
import org.diskreplicator.engine.model.Placement.Direct;
import org.diskreplicator.engine.model.Placement.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacedBytesTest {
  private static final int SIZE = 1 << 16;
  private static final Composed STRIPED =
      new Composed(
          List.of(new Direct(new Extent(512, 8192)), new Direct(new Extent(20_000, 8192))),
          List.of(
              Run.linear(0, 1000, 1, 0),
              new Run(1000, 4096, 512, List.of(new Column(0, 0), new Column(1, 4096)))));

  private final byte[] disk = new byte[SIZE];
  private final Path file;
  private final Keyring keys = new Keyring();

  PlacedBytesTest(@TempDir Path folder) throws IOException {
    new Random(7).nextBytes(disk);
    file = Files.write(folder.resolve("disk"), disk);
  }

  private byte[] read(Placement placement, long offset, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer target = ByteBuffer.allocate(length);
      PlacedBytes.of(placement, channel, keys).read(offset, target);
      assertThat(target.hasRemaining()).isFalse();
      return target.array();
    }
  }

  private byte[] expected(Placement placement, long offset, int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      ExtentSet one = ExtentSet.of(new Extent(offset + i, 1));
      bytes[i] = disk[(int) placement.onDisk(one).start(0)];
    }
    return bytes;
  }

  @Test
  void bytesComeFromWhereTheyLie() throws IOException {
    assertThat(read(STRIPED, 0, 5096)).isEqualTo(expected(STRIPED, 0, 5096));
    assertThat(read(STRIPED, 990, 700)).isEqualTo(expected(STRIPED, 990, 700));
  }

  @Test
  void volumesInVolumesAreReadThroughBoth() throws IOException {
    Placement inner = Composed.linear(STRIPED, new Extent(900, 3000));
    assertThat(read(inner, 50, 2000)).isEqualTo(expected(STRIPED, 950, 2000));
  }

  /** The cipher is given whole units and where they start, whatever is asked for. */
  @Test
  void unitsAreDecipheredWhole() throws IOException {
    keys.add(
        "k",
        (offset, bytes) -> {
          assertThat(offset % 512).isZero();
          assertThat(bytes.length % 512).isZero();
          for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) ((offset + i) / 512);
          }
        });
    Placement sealed = new Placement.Enciphered(new Direct(new Extent(4096, 8192)), 512, "k");
    byte[] plain = read(sealed, 700, 2000);
    for (int i = 0; i < plain.length; i++) {
      assertThat(plain[i]).isEqualTo((byte) (disk[4096 + 700 + i] ^ (700 + i) / 512));
    }
  }

  @Test
  void behindTheEndNothingIsRead() {
    assertThatThrownBy(() -> read(STRIPED, 5000, 97)).isInstanceOf(EOFException.class);
    Placement outside = new Direct(new Extent(SIZE - 10, 20));
    assertThatThrownBy(() -> read(outside, 0, 20)).isInstanceOf(EOFException.class);
  }
}
