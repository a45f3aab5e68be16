package org.diskreplicator.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.ExtFileSystems.Layout;
import org.diskreplicator.engine.port.ExtFileSystems.Result;
import org.diskreplicator.engine.port.ExtFileSystems.Unreadable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsedMapReadersTest {
  private static final Path DISK = Path.of("/no/such/disk");
  private static final Extent REGION = new Extent(1 << 20, 4096 * 100);
  private static final ExtentSet FREE =
      ExtentSet.of(new Extent(4096, 8192), new Extent(40960, 4096));

  @ParameterizedTest
  @ValueSource(strings = {"ext2", "ext3", "ext4"})
  void ext_is_free_by_its_bitmap(String type) {
    UsedMap map = ext(type, layout("clean", Set.of("extent"), 100, 3, FREE));

    assertThat(map)
        .isEqualTo(
            new UsedMap(
                REGION.length(),
                FREE,
                ContentState.CLEAN,
                Optional.of(FullCheck.EXT),
                "free blocks by its bitmap"));
  }

  @Test
  void ext_is_read_at_the_start_of_its_region() {
    UsedMapReaders readers =
        new UsedMapReaders(
            (disk, offset) -> new Unreadable("read " + disk + " at " + offset), Map.of());

    assertThat(readers.read(content("ext4"), DISK, REGION).reason())
        .endsWith("read /no/such/disk at 1048576");
  }

  @Test
  void what_lies_behind_ext_is_used() {
    UsedMap map = ext("ext4", layout("clean", Set.of(), 50, 3, FREE));

    assertThat(map.state()).isEqualTo(ContentState.CLEAN);
    assertThat(map.usedBytes()).isEqualTo(REGION.length() - 3 * 4096);
  }

  @ParameterizedTest
  @CsvSource({
    "not clean, extent, 100, 3, DIRTY",
    "clean with errors, extent, 100, 3, DIRTY",
    "in use by multiple mount protection, mmp, 100, 3, DIRTY",
    "clean, needs_recovery, 100, 3, NEEDS_REPLAY",
    "not clean, needs_recovery, 100, 3, NEEDS_REPLAY",
    "clean, journal_dev, 100, 3, UNSUPPORTED",
    "clean, FEATURE_R30, 100, 3, UNSUPPORTED",
    "clean, extent, 101, 3, DAMAGED",
    "clean, extent, 9223372036854775807, 3, DAMAGED",
    "clean, extent, 100, 2, DAMAGED",
    "clean, extent, 100, 4, DAMAGED",
    "clean, extent, 10, 3, DAMAGED"
  })
  void ext_that_cannot_be_trusted_is_all_used(
      String state, String feature, long blocks, long free, ContentState expected) {
    assertAllUsed(ext("ext4", layout(state, Set.of(feature), blocks, free, FREE)), expected);
  }

  @Test
  void ext_that_cannot_be_read_is_all_used() {
    UsedMap unsupported = ext("ext4", new Unreadable("Filesystem has unsupported feature(s)"));
    UsedMap damaged = ext("ext4", new Unreadable("Block bitmap checksum does not match bitmap"));

    assertAllUsed(unsupported, ContentState.UNSUPPORTED);
    assertAllUsed(damaged, ContentState.DAMAGED);
    assertThat(damaged.reason())
        .isEqualTo("its bitmap cannot be read: Block bitmap checksum does not match bitmap");
  }

  @ParameterizedTest
  @CsvSource({
    "xfs, UNKNOWN, no reader for xfs",
    "crypto_LUKS, UNKNOWN, no reader for crypto_LUKS",
    "swsuspend, HIBERNATED, a suspended system lies in it"
  })
  void contents_without_reader_are_all_used(String type, ContentState state, String reason) {
    UsedMap map = ext(type, new Unreadable("never asked"));

    assertAllUsed(map, state);
    assertThat(map.reason()).isEqualTo(reason);
  }

  @Test
  void unknown_content_is_all_used() {
    UsedMap map = readers(new Unreadable("")).read(new Content.Unknown(), DISK, REGION);

    assertAllUsed(map, ContentState.UNKNOWN);
    assertThat(map.reason()).isEqualTo("unknown content");
  }

  @Test
  void fat_and_swap_are_read_from_the_disk() {
    assertThat(ext("vfat", new Unreadable("")).reason()).startsWith("its table cannot be read");
    assertThat(ext("swap", new Unreadable("")).reason()).startsWith("its header cannot be read");
  }

  private static void assertAllUsed(UsedMap map, ContentState state) {
    assertThat(map.state()).as(map.reason()).isEqualTo(state);
    assertThat(map.free().isEmpty()).isTrue();
    assertThat(map.usedBytes()).isEqualTo(REGION.length());
    assertThat(map.check()).isEmpty();
  }

  private static Layout layout(
      String state, Set<String> features, long blocks, long freeBlocks, ExtentSet free) {
    return new Layout(4096, blocks, freeBlocks, state, features, free);
  }

  private static UsedMap ext(String type, Result result) {
    return readers(result).read(content(type), DISK, REGION);
  }

  private static UsedMapReaders readers(Result result) {
    return new UsedMapReaders((disk, offset) -> result, Map.of());
  }

  private static Content content(String type) {
    return Content.of(Signature.ofType(type));
  }
}
