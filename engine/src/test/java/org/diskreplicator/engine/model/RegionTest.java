package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegionTest {
  private static final Extent SECOND = new Extent(200, 100);

  private static Region region(Extent extent, ExtentSet free) {
    UsedMap map = new UsedMap(extent.length(), free, ContentState.CLEAN, Optional.empty(), "");
    return new Region(
        Region.Kind.BARE, extent, Optional.empty(), Content.of(Signature.ofType("ext4")), map);
  }

  private static Inspection inspection(Extent scope) {
    ImageInfo image =
        new ImageInfo(
            Path.of("/disk"),
            ImageFormat.RAW,
            ByteSize.of(300),
            ByteSize.ZERO,
            Optional.empty(),
            List.of(),
            false,
            0);
    return new Inspection(
        image,
        scope,
        Optional.empty(),
        List.of(
            region(new Extent(0, 200), ExtentSet.of(new Extent(150, 50))),
            region(SECOND, ExtentSet.of(new Extent(0, 10), new Extent(90, 10)))),
        new DiskHead(new byte[4]),
        List.of(),
        new SourceUse(SourceUse.Kind.FILE, Optional.empty()));
  }

  @Test
  void freeBytesOfRegionsBecomeFreeBytesOfTheDisk() {
    Inspection disk = inspection(new Extent(0, 300));
    assertThat(disk.free()).isEqualTo(ExtentSet.of(new Extent(150, 60), new Extent(290, 10)));
    assertThat(disk.isPartition()).isFalse();
  }

  @Test
  void freeBytesOfAPartitionCountFromItsStart() {
    Inspection partition = inspection(SECOND);
    assertThat(partition.free()).isEqualTo(ExtentSet.of(new Extent(0, 10), new Extent(90, 10)));
    assertThat(partition.isPartition()).isTrue();
  }

  @Test
  void aMapCannotReachBehindItsRegion() {
    assertThatThrownBy(() -> region(SECOND, ExtentSet.of(new Extent(95, 6))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"ext2, Ext", "ext4, Ext", "vfat, Fat", "swap, Swap", "LVM2_member, Other"})
  void aSignatureIsAContent(String type, String kind) {
    Content content = Content.of(Signature.ofType(type));
    assertThat(content.getClass().getSimpleName()).isEqualTo(kind);
    assertThat(content.name()).isEqualTo(type);
  }

  @Test
  void noSignatureIsAnUnknownContent() {
    assertThat(Content.of(Signature.NONE)).isEqualTo(new Content.Unknown());
    assertThat(new Content.Unknown().name()).isEqualTo("unknown");
  }

  @Test
  void aHeadIsAValueThatNobodyChanges() {
    byte[] bytes = {1, 2, 3};
    DiskHead head = new DiskHead(bytes);
    bytes[0] = 9;
    head.bytes()[1] = 9;
    assertThat(head).isEqualTo(new DiskHead(new byte[] {1, 2, 3}));
  }
}
