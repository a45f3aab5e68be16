package org.diskreplicator.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsedMapReadersTest {
  private static final Path DISK = Path.of("/no/such/disk");
  private static final Extent REGION = new Extent(1 << 20, 4096 * 100);

  @ParameterizedTest
  @ValueSource(strings = {"ext2", "ext3", "ext4"})
  void ext_has_a_reader_of_its_own(String type) {
    UsedMapReaders readers =
        new UsedMapReaders(
            (disk, region) ->
                UsedMap.allUsed(1, ContentState.DIRTY, "read " + disk + " at " + region.offset()),
            Map.of());

    assertThat(readers.read(content(type), DISK, REGION).reason())
        .isEqualTo("read /no/such/disk at 1048576");
  }

  @ParameterizedTest
  @CsvSource({
    "xfs, UNKNOWN, no reader for xfs",
    "crypto_LUKS, UNKNOWN, no reader for crypto_LUKS",
    "BitLocker, UNKNOWN, 'encrypted by BitLocker, which is not opened'",
    "swsuspend, HIBERNATED, a suspended system lies in it"
  })
  void contents_without_reader_are_all_used(String type, ContentState state, String reason) {
    UsedMap map = map(type);

    assertAllUsed(map, state);
    assertThat(map.reason()).isEqualTo(reason);
  }

  @Test
  void unknown_content_is_all_used() {
    UsedMap map = readers().read(new Content.Unknown(), DISK, REGION);

    assertAllUsed(map, ContentState.UNKNOWN);
    assertThat(map.reason()).isEqualTo("unknown content");
  }

  @Test
  void fat_and_swap_are_read_from_the_disk() {
    assertThat(map("vfat").reason()).startsWith("its table cannot be read");
    assertThat(map("swap").reason()).startsWith("its header cannot be read");
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.usedBytes()).isEqualTo(REGION.length());
    assertThat(map.check()).isEmpty();
  }

  private static UsedMap map(String type) {
    return readers().read(content(type), DISK, REGION);
  }

  private static UsedMapReaders readers() {
    return new UsedMapReaders(new AllUsedMaps(ContentState.UNKNOWN, "never asked"), Map.of());
  }

  private static Content content(String type) {
    return Content.of(Signature.ofType(type));
  }
}
