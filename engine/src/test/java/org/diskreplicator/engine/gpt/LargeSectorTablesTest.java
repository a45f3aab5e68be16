package org.diskreplicator.engine.gpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LargeSectorTablesTest {
  private static final Extent PLACE = new Extent(20 * 4096, 10 * 4096);

  @TempDir private Path folder = Path.of("");

  private Optional<PartitionTable> read(SampleGpt gpt, Optional<PartitionTable> others)
      throws IOException {
    Path disk = Files.write(folder.resolve("disk"), gpt.disk);
    return new LargeSectorTables(path -> others).read(disk);
  }

  private static SampleGpt large() {
    return new SampleGpt(4096).partition(0, 20, 29, 0, "large");
  }

  private static Optional<PartitionTable> table(TableType type, String code, Extent extent) {
    Partition partition =
        new Partition(
            1,
            extent,
            Partition.Role.PRIMARY,
            code,
            Optional.empty(),
            Optional.of("usual"),
            "",
            false);
    return Optional.of(
        new PartitionTable(type, Optional.empty(), SectorSize.S512, List.of(partition)));
  }

  private static Optional<PartitionTable> protective() {
    return table(TableType.DOS, "ee", new Extent(512, 255 * 4096));
  }

  @Test
  void behindAProtectiveMbrItIsFound() throws IOException {
    PartitionTable found = read(large(), protective()).orElseThrow();
    assertThat(found.type()).isEqualTo(TableType.GPT);
    assertThat(found.sectorSize()).isEqualTo(SectorSize.S4096);
    assertThat(found.partitions()).extracting(Partition::extent).containsExactly(PLACE);
  }

  @Test
  void withoutAProtectivePartitionItIsLeftOver() throws IOException {
    Optional<PartitionTable> dos = table(TableType.DOS, "83", PLACE);
    assertThat(read(large(), dos)).isEqualTo(dos);
    assertThat(read(large(), Optional.empty())).isEmpty();
  }

  @Test
  void aGptForSmallSectorsIsNotReadAgain() throws IOException {
    Optional<PartitionTable> usual = table(TableType.GPT, "X", PLACE);
    assertThat(read(new SampleGpt(512), usual)).isEqualTo(usual);
    assertThat(read(new SampleGpt(512), protective())).isEqualTo(protective());
  }

  @Test
  void twoTablesThatSayTheSameAreTheUsualOne() throws IOException {
    Optional<PartitionTable> usual = table(TableType.GPT, "X", PLACE);
    assertThat(read(large(), usual)).isEqualTo(usual);
  }

  @Test
  void ofTwoTablesThatDifferNoneIsBelieved() throws IOException {
    assertThat(read(large(), table(TableType.GPT, "X", new Extent(0, 512)))).isEmpty();
  }

  @Test
  void aDamagedOneChangesNothing() throws IOException {
    SampleGpt damaged = large();
    damaged.primary().put(60, (byte) 1);
    assertThat(read(damaged, protective())).isEqualTo(protective());
  }
}
