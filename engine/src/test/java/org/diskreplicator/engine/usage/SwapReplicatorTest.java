package org.diskreplicator.engine.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SwapReplicatorTest {
  private static final int OFFSET = 4096;
  private static final int SIZE = 1 << 20;
  private static final Extent PART = new Extent(OFFSET, SIZE);

  @TempDir Path folder = Path.of("");

  private final byte[] bytes = new byte[OFFSET + SIZE];
  private final Replicator swap = new SwapReplicator(new FakeWindows());

  private void header(int page, String signature, ByteOrder order) {
    Arrays.fill(bytes, OFFSET, OFFSET + 1024, (byte) 0xb0);
    ByteBuffer.wrap(bytes, OFFSET + 1024, 12)
        .order(order)
        .putInt(1)
        .putInt(SIZE / page - 1)
        .putInt(2);
    Arrays.fill(bytes, OFFSET + 1036, OFFSET + 1068, (byte) 'u');
    Arrays.fill(bytes, OFFSET + 1536, OFFSET + 1544, (byte) 7);
    byte[] text = signature.getBytes(ISO_8859_1);
    System.arraycopy(text, 0, bytes, OFFSET + page - 10, text.length);
  }

  private Replicator.Original original() throws IOException {
    Path disk = Files.write(folder.resolve("disk"), bytes);
    Content content = Content.of(Signature.ofType("swap"));
    UsedMap map = new SwapUsedMaps().read(disk, PART);
    return new Replicator.Original(
        new ImageFiles.View(disk, ImageFormat.RAW),
        PART,
        new Region(Region.Kind.BARE, PART, Optional.empty(), content, map),
        SectorSize.S512);
  }

  private Path target(long size) throws IOException {
    Path target = folder.resolve("target");
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(size);
    }
    return target;
  }

  private byte[] rebuilt(long size) throws IOException {
    Path target = target(size);
    swap.rebuild(original(), target, Replicator.Progress.NONE, new CancelToken());
    return Files.readAllBytes(target);
  }

  @ParameterizedTest
  @CsvSource({"4096, 40960", "4096, 3000000", "65536, 655360", "65536, 5000000"})
  void thePageGoesOnForAnotherNumberOfPages(int page, int size) throws IOException {
    for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
      header(page, "SWAPSPACE2", order);
      byte[] made = rebuilt(size);

      byte[] expected = Arrays.copyOfRange(bytes, OFFSET, OFFSET + page);
      ByteBuffer.wrap(expected, 1028, 8).order(order).putInt(size / page - 1).putInt(0);
      Arrays.fill(expected, 1536, 1544, (byte) 0);
      assertThat(Arrays.copyOf(made, page)).isEqualTo(expected);
      assertThat(Arrays.copyOfRange(made, page, size)).containsOnly(0);
      assertThat(new SwapUsedMaps().read(target(size), new Extent(0, size)).free())
          .isEqualTo(ExtentSet.of(Extent.between(page, (long) size / page * page)));
    }
  }

  @Test
  void tenPagesAreEnoughAndNineAreNot() throws IOException {
    header(4096, "SWAPSPACE2", ByteOrder.LITTLE_ENDIAN);

    assertThat(swap.smallest(original())).isEqualTo(40_960);
    assertThatThrownBy(() -> rebuilt(40_959))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("needs 40960");
  }

  @ParameterizedTest
  @ValueSource(strings = {"SWAP-SPACE", "S1SUSPEND", "nothing"})
  void whatIsNoSwapOfTodayIsRefused(String signature) throws IOException {
    header(4096, signature, ByteOrder.LITTLE_ENDIAN);

    assertThatThrownBy(() -> swap.smallest(original())).isInstanceOf(RefusedException.class);
    assertThatThrownBy(() -> rebuilt(SIZE)).isInstanceOf(RefusedException.class);
  }
}
