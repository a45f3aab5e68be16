package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.DiskHead;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FileStamp;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.ImageFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InspectorTest {
  private static final long MIB = 1L << 20;
  private static final long SIZE = 8 * MIB;
  private static final Extent WHOLE = new Extent(0, SIZE);
  private static final Extent ROOT = new Extent(MIB, 4 * MIB);

  private final Path disk;
  private final FakeImageFiles images = new FakeImageFiles();
  private final FakeWindows windows = new FakeWindows();
  private final Map<Extent, Signature> signatures = new HashMap<>();
  private Optional<PartitionTable> table = Optional.empty();

  InspectorTest(@TempDir Path folder) throws IOException {
    disk = folder.resolve("disk");
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(SIZE);
      file.write(new byte[] {1, 2, 3});
      file.seek(510);
      file.write(new byte[] {0x55, (byte) 0xaa});
    }
  }

  /** Half of every region with a name is free. */
  private static UsedMap map(Content content, Path path, Extent region) {
    long half = region.length() / 2;
    return content instanceof Content.Unknown
        ? UsedMap.allUsed(region.length(), ContentState.UNKNOWN, "unknown content")
        : new UsedMap(
            region.length(),
            ExtentSet.of(new Extent(half, half)),
            ContentState.CLEAN,
            Optional.of(FullCheck.EXT),
            "its bitmap");
  }

  private Inspection inspect(OptionalInt partition) {
    return inspect(partition, Optional.empty());
  }

  private Inspection inspect(ImageFormat format) {
    return inspect(OptionalInt.empty(), Optional.of(format));
  }

  private Inspection inspect(OptionalInt partition, Optional<ImageFormat> format) {
    Inspector inspector =
        new Inspector(
            images,
            path -> table,
            (path, region) -> signatures.getOrDefault(region, Signature.NONE),
            windows,
            InspectorTest::map,
            VolumeFinder.NONE);
    return inspector.inspect(
        new SourceSpec(new DiskName(disk, partition), format, ExternalFiles.REFUSED));
  }

  private Inspection inspect() {
    return inspect(OptionalInt.empty());
  }

  private static Signature tableOf(String type) {
    return new Signature(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(type));
  }

  private static Partition partition(int number, Extent extent) {
    return new Partition(
        number,
        extent,
        Partition.Role.PRIMARY,
        "83",
        Optional.empty(),
        Optional.empty(),
        "",
        false);
  }

  private void withTable(Partition... partitions) {
    signatures.put(WHOLE, tableOf("dos"));
    table =
        Optional.of(
            new PartitionTable(
                TableType.DOS, Optional.empty(), SectorSize.S512, List.of(partitions)));
  }

  @Test
  void aBareFileSystemIsOneRegion() {
    signatures.put(WHOLE, Signature.ofType("ext4"));
    Inspection found = inspect();
    assertThat(found.table()).isEmpty();
    assertThat(found.scope()).isEqualTo(WHOLE);
    assertThat(found.regions()).hasSize(1);
    Region region = found.regions().get(0);
    assertThat(region.kind()).isEqualTo(Region.Kind.BARE);
    assertThat(region.content().name()).isEqualTo("ext4");
    assertThat(found.free()).isEqualTo(ExtentSet.of(new Extent(4 * MIB, 4 * MIB)));
    assertThat(windows.opened()).containsExactly("disk " + disk);
  }

  @Test
  void partitionsAndGapsAreRegions() {
    withTable(partition(1, ROOT));
    signatures.put(ROOT, Signature.ofType("ext4"));
    Inspection found = inspect();
    assertThat(found.regions())
        .extracting(Region::title)
        .containsExactly("gap at 0 B", "partition 1", "gap at 5 MiB");
    assertThat(found.regions().get(0).usedMap())
        .isEqualTo(UsedMap.allUsed(MIB, ContentState.UNKNOWN, "gaps are copied whole"));
    assertThat(found.free()).isEqualTo(ExtentSet.of(new Extent(3 * MIB, 2 * MIB)));
  }

  @Test
  void aDoubtfulPartitionIsUsedWhole() {
    withTable(partition(1, ROOT), partition(2, new Extent(2 * MIB, MIB)));
    signatures.put(ROOT, Signature.ofType("ext4"));
    Inspection found = inspect();
    assertThat(found.free()).isEqualTo(ExtentSet.empty());
    assertThat(found.regions().get(1).usedMap())
        .isEqualTo(UsedMap.allUsed(4 * MIB, ContentState.DAMAGED, "it overlaps partition 2"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sun", "bsd", "atari"})
  void aTableThatNobodyReadsMakesTheDiskUsedWhole(String type) {
    signatures.put(WHOLE, tableOf(type));
    withoutAskingForTables();
    Inspection found = inspect();
    assertThat(found.regions()).hasSize(1);
    assertThat(found.regions().get(0).content()).isEqualTo(new Content.Unknown());
    assertThat(found.regions().get(0).usedMap().reason())
        .isEqualTo("its partition table (" + type + ") cannot be read");
    assertThat(found.free().isEmpty()).isTrue();
  }

  private void withoutAskingForTables() {
    table =
        Optional.of(
            new PartitionTable(
                TableType.DOS, Optional.empty(), SectorSize.S512, List.of(partition(1, ROOT))));
  }

  @Test
  void aTableThatCannotBeReadAfterAllMakesTheDiskUsedWhole() {
    signatures.put(WHOLE, tableOf("gpt"));
    assertThat(inspect().regions().get(0).usedMap().reason())
        .isEqualTo(
            "its partition table (gpt) cannot be read, or there are two for different sectors");
  }

  @Test
  void onePartitionIsItsOwnScope() {
    withTable(partition(1, ROOT), partition(3, new Extent(6 * MIB, MIB)));
    signatures.put(ROOT, Signature.ofType("ext4"));
    Inspection found = inspect(OptionalInt.of(1));
    assertThat(found.scope()).isEqualTo(ROOT);
    assertThat(found.isPartition()).isTrue();
    assertThat(found.regions()).extracting(Region::title).containsExactly("partition 1");
    assertThat(found.free()).isEqualTo(ExtentSet.of(new Extent(2 * MIB, 2 * MIB)));
  }

  @Test
  void aPartitionThatIsNotThereIsRefusedWithThoseThatAre() {
    withTable(partition(1, ROOT), partition(3, new Extent(7 * MIB, 2 * MIB)));
    assertThatThrownBy(() -> inspect(OptionalInt.of(2)))
        .isInstanceOf(RefusedException.class)
        .hasMessage("'" + disk + "' has no partition 2; it has: 1, 3.");
  }

  @Test
  void aPartitionThatLeavesTheDiskIsRefused() {
    withTable(partition(3, new Extent(7 * MIB, 2 * MIB)));
    assertThatThrownBy(() -> inspect(OptionalInt.of(3))).isInstanceOf(RefusedException.class);
  }

  @Test
  void aDiskWithoutATableHasNoPartitions() {
    assertThatThrownBy(() -> inspect(OptionalInt.of(1)))
        .isInstanceOf(RefusedException.class)
        .hasMessage("'" + disk + "' has no partition 1; it has: no partitions.");
  }

  @Test
  void aDiskOfNoBytesIsRefused() {
    images.with(disk, FakeImageFiles.header(0));
    assertThatThrownBy(() -> inspect(ImageFormat.QCOW2))
        .isInstanceOf(RefusedException.class)
        .hasMessage("'" + disk + "' is empty; there is no disk in it.");
  }

  @Test
  void theHeadOfALargeDiskIsItsFirstMebibyte() {
    assertThat(inspect().head().bytes()).hasSize(DiskHead.SIZE).startsWith(1, 2, 3, 0);
  }

  @Test
  void theHeadOfASmallDiskIsAllOfIt() {
    images.with(disk, FakeImageFiles.header(1024));
    assertThat(inspect(ImageFormat.QCOW2).head().bytes()).hasSize(1024).startsWith(1, 2, 3, 0);
  }

  @Test
  void aRawFileOfOddSizeHasWholeSectors() throws IOException {
    Files.write(disk, new byte[1000]);
    images.with(disk, FakeImageFiles.header(1024));
    Inspection found = inspect();
    assertThat(found.scope()).isEqualTo(new Extent(0, 1024));
    assertThat(found.head().bytes()).hasSize(1024);
  }

  @Test
  void aRefusalOfTheHeaderIsToldAsItIs() {
    images.with(disk, ImageFiles.Integrity.DAMAGED);
    assertThatThrownBy(() -> inspect(ImageFormat.VDI))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("damaged or truncated vdi image");
  }

  @Test
  void anExfatIsNoTableWithoutPartitions() throws IOException {
    byte[] boot = new byte[1024];
    boot[510] = 0x55;
    boot[511] = (byte) 0xaa;
    Files.write(disk, boot);
    images.with(disk, FakeImageFiles.header(1024));
    Signature exfat =
        new Signature(
            Optional.of("exfat"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("dos"));
    signatures.put(new Extent(0, 1024), exfat);
    assertThat(inspect().regions().get(0).content()).isEqualTo(Content.of(exfat.withoutTable()));

    boot[446 + 4] = 7;
    Files.write(disk, boot);
    assertThat(inspect().regions().get(0).content()).isEqualTo(new Content.Unknown());
  }

  @Test
  void aDiskThatClaimsToBeTwoThingsIsBelievedNeither() {
    withTable(partition(1, ROOT));
    signatures.put(
        WHOLE,
        new Signature(
            Optional.of("vfat"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of("dos")));
    Inspection found = inspect();
    assertThat(found.table()).isEmpty();
    assertThat(found.free().isEmpty()).isTrue();
    assertThat(found.regions().get(0).usedMap().reason())
        .isEqualTo("it claims to be vfat and to have a partition table (dos)");
  }

  @Test
  void everyFileOfTheDiskIsStamped() throws IOException {
    Path base = Files.writeString(disk.resolveSibling("base"), "base");
    images.with(disk, FakeImageFiles.over("base", "raw"));
    List<FileStamp> stamps = inspect().stamps();
    assertThat(stamps).extracting(FileStamp::path).containsExactly(disk, base);
    assertThat(stamps.get(1).size()).isEqualTo(4);
    Files.writeString(base, "other");
    assertThat(Inspector.stamp(base)).isNotEqualTo(stamps.get(1));
    assertThat(Inspector.stamp(disk)).isEqualTo(stamps.get(0));
  }

  @Test
  void aFileThatIsNowhereMountedIsFree() {
    assertThat(inspect().use()).isEqualTo(new SourceUse(SourceUse.Kind.FILE, Optional.empty()));
  }
}
