package org.diskreplicator.engine.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.diskreplicator.engine.model.SampleDisk.MIB;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.diskreplicator.engine.compare.PartResult.Means;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.SourceUse;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FakeFileTree;
import org.diskreplicator.engine.port.FakeImageFiles;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileVerifierTest {
  private static final long SIZE = 64 * MIB;

  private final Path source;
  private final Path copy;
  private final Path runFolder;
  private final FakeImageFiles images = new FakeImageFiles();
  private final Map<Path, FileSystems.Result> fileSystems = new HashMap<>();
  private Verdict verdict = new Verdict(true, "");

  FileVerifierTest(@TempDir Path temp) throws IOException {
    source = blank(temp.resolve("source"));
    copy = blank(temp.resolve("copy"));
    runFolder = Files.createDirectory(temp.resolve("run"));
  }

  private static Path blank(Path disk) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    return disk;
  }

  private FileVerification verify(Inspection here, Inspection there) {
    return new FileVerifier(
            images,
            (disk, part, content) ->
                fileSystems.getOrDefault(disk.path(), new FileSystems.Unopened("no driver")),
            (check, file, offset) -> verdict,
            new FakeWindows(),
            runFolder,
            new CancelToken(),
            event -> {})
        .verify(here, there);
  }

  private SampleDisk disk(Path path) {
    return SampleDisk.of(SIZE).at(path, ImageFormat.RAW);
  }

  private Inspection bare(Path path, String type) {
    return disk(path)
        .bare(type, SampleDisk.clean(SIZE, FullCheck.EXT, new Extent(MIB, MIB)))
        .inspect();
  }

  /** A table with one partition, whose type is {@code content}, and gaps around it. */
  private Inspection partitioned(Path path, int number, byte[] head) {
    UsedMap map = UsedMap.allUsed(8 * MIB, ContentState.UNKNOWN, "unknown");
    return disk(path)
        .withTable(TableType.DOS, head)
        .gap(0, MIB)
        .partition(number, MIB, "", map)
        .gap(9 * MIB, SIZE)
        .inspect();
  }

  private FakeFileTree opens(Path disk, FakeFileTree tree) {
    fileSystems.put(disk, new FileSystems.Opened(tree));
    return tree;
  }

  @Test
  void filesAreComparedAndBothSidesClosed() {
    FakeFileTree here = opens(source, new FakeFileTree().file("a", "1"));
    FakeFileTree there = opens(copy, new FakeFileTree().file("a", "1"));
    FileVerification result = verify(bare(source, "ext4"), bare(copy, "ext4"));
    assertThat(result.equal()).isTrue();
    assertThat(result.files()).isEqualTo(1);
    assertThat(result.parts()).extracting(PartResult::means).contains(Means.FILES);
    assertThat(here.isClosed()).isTrue();
    assertThat(there.isClosed()).isTrue();
    assertThat(images.calls()).isEmpty();
  }

  @Test
  void aChangedFileIsADifference() {
    opens(source, new FakeFileTree().file("a", "1"));
    opens(copy, new FakeFileTree().file("a", "2"));
    FileVerification result = verify(bare(source, "ext4"), bare(copy, "ext4"));
    assertThat(result.equal()).isFalse();
    assertThat(result.parts().get(1).differences())
        .containsExactly(new Difference("a", "content differs from byte 0 on"));
  }

  @Test
  void whatCannotBeReadAsFilesIsComparedByItsUsedBytes() {
    PartResult part = verify(bare(source, "ext4"), bare(copy, "ext4")).parts().get(1);
    assertThat(part.means()).isEqualTo(Means.BYTES);
    assertThat(part.note()).isEqualTo("no driver");
    assertThat(part.bytes()).isEqualTo(SIZE - MIB);
    assertThat(images.calls()).hasSize(1);
  }

  @Test
  void aMapThatItsCheckDoesNotConfirmHidesNothing() {
    verdict = new Verdict(false, "bad");
    assertThat(verify(bare(source, "ext4"), bare(copy, "ext4")).parts().get(1).bytes())
        .isEqualTo(SIZE);
  }

  @Test
  void bytesThatDifferAreADifference() {
    images.comparingBy((first, second) -> false);
    assertThat(verify(bare(source, "LVM2_member"), bare(copy, "LVM2_member")).equal()).isFalse();
  }

  @Test
  void aCopyThatCannotBeOpenedIsComparedByItsBytes() {
    FakeFileTree here = opens(source, new FakeFileTree());
    PartResult part = verify(bare(source, "btrfs"), bare(copy, "btrfs")).parts().get(1);
    assertThat(part.equal()).isTrue();
    assertThat(part.means()).isEqualTo(Means.BYTES);
    assertThat(part.note()).isEqualTo("of the copy: no driver");
    assertThat(here.isClosed()).isTrue();
  }

  @Test
  void anotherContentDiffers() {
    FileVerification result = verify(bare(source, "ext4"), bare(copy, "xfs"));
    assertThat(result.parts().get(1).differences())
        .containsExactly(new Difference("disk", "content ext4 in the source, xfs in the copy"));
  }

  @Test
  void bootCodeOfAPartitionIsCompared() throws IOException {
    opens(source, new FakeFileTree());
    opens(copy, new FakeFileTree());
    writeByte(copy, 1000);
    assertThat(verify(bare(source, "ext4"), bare(copy, "ext4")).parts().get(1).differences())
        .containsExactly(new Difference("disk", "boot code differs"));
  }

  private static void writeByte(Path disk, long offset) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "rw")) {
      file.seek(offset);
      file.write(1);
    }
  }

  @Test
  void thePageSizeOfSwapIsCompared() {
    Inspection here = swap(source, 4096);
    assertThat(verify(here, swap(copy, 4096)).equal()).isTrue();
    assertThat(verify(here, swap(copy, 65536)).parts().get(1).differences())
        .containsExactly(new Difference("disk", "page size 4096 in the source, 65536 in the copy"));
  }

  private Inspection swap(Path path, long page) {
    ExtentSet free = ExtentSet.of(Extent.between(page, SIZE));
    return disk(path)
        .bare(
            "swap",
            new UsedMap(SIZE, free, ContentState.CLEAN, Optional.empty(), "only the header"))
        .inspect();
  }

  @Test
  void gapsAndPartitionsOfATableAreCompared() {
    byte[] head = new byte[512];
    assertThat(verify(partitioned(source, 1, head), partitioned(copy, 1, head)).equal()).isTrue();
    assertThat(images.calls()).hasSize(2);
  }

  @Test
  void bootCodeOfTheDiskIsCompared() {
    byte[] changed = new byte[512];
    changed[439] = 1;
    changed[440] = 2;
    PartResult disk =
        verify(partitioned(source, 1, new byte[512]), partitioned(copy, 1, changed)).parts().get(0);
    assertThat(disk.differences()).containsExactly(new Difference("boot code", "differs"));
  }

  @Test
  void theGapThatDiffersIsNamed() {
    images.comparingBy((first, second) -> images.calls().size() != 1 && images.calls().size() != 3);
    byte[] head = new byte[512];
    assertThat(
            verify(partitioned(source, 1, head), partitioned(copy, 1, head))
                .parts()
                .get(0)
                .differences())
        .containsExactly(new Difference("gap at 9 MiB", "bytes differ"));
  }

  @Test
  void partitionsOfOneSideAloneAreDifferences() {
    byte[] head = new byte[512];
    PartResult disk =
        verify(partitioned(source, 1, head), partitioned(copy, 2, head)).parts().get(0);
    assertThat(disk.differences())
        .extracting(Difference::where, Difference::what)
        .contains(
            org.assertj.core.groups.Tuple.tuple("partition 1", "missing in the copy"),
            org.assertj.core.groups.Tuple.tuple("partition 2", "missing in the source"));
  }

  @Test
  void aMountedSideIsRefused() {
    Inspection mounted =
        disk(source)
            .bare("ext4", SampleDisk.clean(SIZE, FullCheck.EXT))
            .usedAs(SourceUse.Kind.FILE, Optional.of("/mnt"))
            .inspect();
    assertThatThrownBy(() -> verify(mounted, bare(copy, "ext4")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("/mnt");
    assertThatThrownBy(() -> verify(bare(copy, "ext4"), mounted))
        .isInstanceOf(RefusedException.class);
  }

  @Test
  void onePartitionIsComparedWithABareDisk() {
    UsedMap map = SampleDisk.clean(8 * MIB, FullCheck.EXT);
    Inspection part =
        disk(source)
            .withTable(TableType.DOS, new byte[512])
            .partition(3, MIB, "ext4", map)
            .inspect(3);
    opens(source, new FakeFileTree());
    opens(copy, new FakeFileTree());
    FileVerification result = verify(part, bare(copy, "ext4"));
    assertThat(result.equal()).isTrue();
    assertThat(result.parts()).extracting(PartResult::title).isEqualTo(List.of("partition 3"));
    assertThatThrownBy(() -> verify(part, partitioned(copy, 3, new byte[512])))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("COPY#NUMBER");
  }
}
