package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FullCheckTest {
  private static Region region(Region.Kind kind) {
    Extent extent = new Extent(0, 4096);
    UsedMap all = UsedMap.allUsed(4096, ContentState.CLEAN, "");
    return new Region(kind, extent, Optional.empty(), new Content.Unknown(), all);
  }

  /** A bare disk is passed as it is, but not to what would open it for writing. */
  @ParameterizedTest
  @CsvSource({
    "EXT,false,false",
    "FAT,true,false",
    "XFS,true,true",
    "F2FS,true,true",
    "APFS,true,false",
    "NTFS,true,true",
    "REISER4,true,false"
  })
  void aWindowShowsWhatAProgramCannotOrMustNotOpen(
      FullCheck check, boolean partition, boolean bare) {
    assertThat(check.needsWindow(region(Region.Kind.PARTITION))).isEqualTo(partition);
    assertThat(check.needsWindow(region(Region.Kind.BARE))).isEqualTo(bare);
  }
}
