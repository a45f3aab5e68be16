package org.diskreplicator.engine.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwapUsedMapsTest {
  private static final int OFFSET = 512;
  private static final int SIZE = 1 << 20;

  @TempDir Path folder = Path.of("");

  private final byte[] bytes = new byte[OFFSET + SIZE];

  @ParameterizedTest
  @ValueSource(ints = {4096, 8192, 16384, 32768, 65536})
  void only_the_header_page_is_used(int page) throws IOException {
    header(page, 1, SIZE / page - 1, ByteOrder.LITTLE_ENDIAN);

    UsedMap map = map(SIZE);

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.check()).isEmpty();
    assertThat(map.free()).isEqualTo(ExtentSet.of(Extent.between(page, SIZE)));
  }

  @Test
  void a_header_of_the_other_byte_order_reads_alike() throws IOException {
    header(65536, 1, SIZE / 65536 - 1, ByteOrder.BIG_ENDIAN);

    assertThat(map(SIZE).usedBytes()).isEqualTo(65536);
  }

  @Test
  void what_lies_behind_the_last_page_is_used() throws IOException {
    header(4096, 1, 99, ByteOrder.LITTLE_ENDIAN);

    assertThat(map(SIZE).free()).isEqualTo(ExtentSet.of(Extent.between(4096, 100 * 4096)));
  }

  @Test
  void the_old_format_has_a_bit_for_each_page() throws IOException {
    signature(4096, "SWAP-SPACE");

    assertThat(map(SIZE - 100).free()).isEqualTo(ExtentSet.of(Extent.between(4096, SIZE - 4096)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "S1SUSPEND",
        "S2SUSPEND",
        "ULSUSPEND",
        "LINHIB0001",
        "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\f"
      })
  void a_suspended_system_is_all_used(String signature) throws IOException {
    for (int page : new int[] {4096, 8192, 16384, 65536}) {
      header(4096, 1, 99, ByteOrder.LITTLE_ENDIAN);
      signature(4096, "");
      signature(page, signature);

      UsedMap map = map(SIZE);

      assertThat(map.state()).isEqualTo(ContentState.HIBERNATED);
      assertThat(map.free().isEmpty()).isTrue();
      assertThat(map.reason()).isEqualTo("a suspended system lies in it");
      signature(page, "");
    }
  }

  @Test
  void old_pages_behind_the_header_decide_nothing() throws IOException {
    header(4096, 1, 255, ByteOrder.LITTLE_ENDIAN);
    signature(8192, "S1SUSPEND");

    assertThat(map(SIZE).usedBytes()).isEqualTo(4096);
  }

  @Test
  void swap_larger_than_its_region_is_all_used() throws IOException {
    header(4096, 1, SIZE / 4096, ByteOrder.LITTLE_ENDIAN);
    assertAllUsed(map(SIZE), ContentState.DAMAGED);

    header(4096, 1, -1, ByteOrder.LITTLE_ENDIAN);
    assertAllUsed(map(SIZE), ContentState.DAMAGED);
  }

  @Test
  void an_unknown_version_is_all_used() throws IOException {
    header(4096, 2, 9, ByteOrder.LITTLE_ENDIAN);

    assertAllUsed(map(SIZE), ContentState.UNSUPPORTED);
  }

  @Test
  void swap_without_signature_is_all_used() throws IOException {
    assertAllUsed(map(SIZE), ContentState.DAMAGED);
    assertAllUsed(map(10), ContentState.DAMAGED);
    assertAllUsed(
        new SwapUsedMaps().read(folder.resolve("missing"), new Extent(0, 9)), ContentState.DAMAGED);
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
  }

  private void header(int page, int version, int lastPage, ByteOrder order) {
    ByteBuffer.wrap(bytes)
        .order(order)
        .putInt(OFFSET + 1024, version)
        .putInt(OFFSET + 1028, lastPage);
    signature(page, "SWAPSPACE2");
  }

  private void signature(int page, String text) {
    byte[] padded = Arrays.copyOf(text.getBytes(ISO_8859_1), 10);
    System.arraycopy(padded, 0, bytes, OFFSET + page - 10, 10);
  }

  private UsedMap map(long size) throws IOException {
    Path disk = Files.write(folder.resolve("disk"), bytes);
    return new SwapUsedMaps().read(disk, new Extent(OFFSET, size));
  }
}
