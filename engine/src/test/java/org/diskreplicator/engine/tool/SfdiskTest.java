package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Partition;
import org.diskreplicator.engine.model.Partition.Role;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.TableType;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SfdiskTest {
  private static final Path DISK = Path.of("/run/disk");

  private static Optional<PartitionTable> read(Answer answer) {
    ScriptedRunner runner = new ScriptedRunner().expect(answer, "sfdisk", "--json", "/run/disk");
    Optional<PartitionTable> table = new Sfdisk(runner).read(DISK);
    runner.assertDone();
    return table;
  }

  private static PartitionTable parse(String json) {
    return read(new Answer(0, json, "")).orElseThrow();
  }

  private static PartitionTable recorded(String name) {
    return parse(Recorded.text("sfdisk-2.38.1/" + name));
  }

  @Test
  void aGptComesWithAllThatIdentifiesIt() {
    PartitionTable table = recorded("gpt-hostile-name.json");
    assertThat(table.type()).isEqualTo(TableType.GPT);
    assertThat(table.id()).contains("6E8A0A00-0000-4000-8000-000000000001");
    assertThat(table.sectorSize()).isEqualTo(SectorSize.S512);
    assertThat(table.partitions())
        .containsExactly(
            new Partition(
                1,
                new Extent(1L << 20, 1L << 20),
                Role.PRIMARY,
                "21686148-6449-6E6F-744E-656564454649",
                Optional.of("6E8A0A00-0000-4000-8000-000000000002"),
                Optional.empty(),
                "",
                false),
            new Partition(
                2,
                new Extent(2L << 20, 16L << 20),
                Role.PRIMARY,
                "C12A7328-F81F-11D2-BA4B-00A0C93EC93B",
                Optional.of("6E8A0A00-0000-4000-8000-000000000003"),
                Optional.of("EFI system"),
                "RequiredPartition LegacyBIOSBootable GUID:48",
                false),
            new Partition(
                3,
                new Extent(18L << 20, 32L << 20),
                Role.PRIMARY,
                "0FC63DAF-8483-4772-8E79-3D69D8477DE4",
                Optional.of("6E8A0A00-0000-4000-8000-000000000004"),
                Optional.of("a\"b\\$(id)\t\n\u001b[31mé"),
                "",
                false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dos-logical.json", "dos-name-ends-in-digit.json"})
  void aDosTableHasContainersAndLogicalPartitions(String name) {
    PartitionTable table = recorded(name);
    assertThat(table.type()).isEqualTo(TableType.DOS);
    assertThat(table.id()).contains("0xdeadbeef");
    assertThat(table.partitions())
        .extracting(Partition::number, Partition::role, Partition::typeCode, Partition::bootable)
        .containsExactly(
            tuple(1, Role.PRIMARY, "c", true),
            tuple(2, Role.PRIMARY, "82", false),
            tuple(3, Role.EXTENDED, "5", false),
            tuple(5, Role.LOGICAL, "83", false),
            tuple(6, Role.LOGICAL, "83", false));
    assertThat(table.partition(6).orElseThrow().extent())
        .isEqualTo(new Extent(51200 * 512L, 20480 * 512L));
    assertThat(table.partition(4)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "f", "F", "85", "c5", "d5"})
  void everyKindOfExtendedPartitionIsAContainer(String code) {
    PartitionTable table = parse(dos(partition("/disk4", 2048, 100, code)));
    assertThat(table.partitions()).extracting(Partition::role).containsExactly(Role.EXTENDED);
  }

  private static String dos(String partitions) {
    return "{\"partitiontable\":{\"label\":\"dos\",\"sectorsize\":512,\"partitions\":["
        + partitions
        + "]}}";
  }

  private static String partition(String node, Object start, Object size, String type) {
    return "{\"node\":\"%s\",\"start\":%s,\"size\":%s,\"type\":\"%s\"}"
        .formatted(node, start, size, type);
  }

  @Test
  void sectorsOfFourKibibytesAreCountedAsSuch() {
    PartitionTable table =
        parse(dos(partition("/disk1", 256, 100, "83")).replace(":512,", ":4096,"));
    assertThat(table.sectorSize().bytes()).isEqualTo(4096);
    assertThat(table.partitions().get(0).extent()).isEqualTo(new Extent(1L << 20, 409_600));
  }

  @Test
  void aTableWithoutPartitionsIsATable() {
    assertThat(recorded("gpt-empty.json").partitions()).isEmpty();
  }

  @Test
  void aTableOfAnotherKindIsNone() {
    assertThat(read(new Answer(0, Recorded.text("sfdisk-2.38.1/sun.json"), ""))).isEmpty();
  }

  @Test
  void aDiskWithoutATableHasNone() {
    Answer none =
        new Answer(1, "", "sfdisk: /run/disk: does not contain a recognized partition table");
    assertThat(read(none)).isEmpty();
  }

  @Test
  void aPartitionBehindEveryDiskIsNoReasonToFail() {
    PartitionTable table = recorded("gpt-behind-every-disk.json");
    assertThat(table.partitions()).extracting(Partition::number).containsExactly(1, 2, 3, 4);
    assertThat(table.partition(4).orElseThrow().extent())
        .isEqualTo(Extent.between(1L << 62, Long.MAX_VALUE / 512 * 512));
  }

  @ParameterizedTest
  @CsvSource({
    "18014398509481984, 8",
    "18446744073709551615, 8",
    "2048, 0",
    "9223372036854775808, 8"
  })
  void aPartitionWithoutABytePlaceIsLeftOut(String start, String size) {
    assertThat(parse(dos(partition("/disk1", start, size, "83"))).partitions()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"18014398509481984", "9223372036854775807", "18446744073709549568"})
  void anEndThatNoDiskHasIsCutOff(String size) {
    assertThat(parse(dos(partition("/disk1", 2048, size, "83"))).partitions())
        .extracting(Partition::extent)
        .isEqualTo(List.of(Extent.between(1L << 20, Long.MAX_VALUE / 512 * 512)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"partitiontable\":{\"label\":\"dos\",\"sectorsize\":7}}",
        "{\"partitiontable\":{\"label\":\"dos\",\"partitions\":[{\"start\":1,\"size\":1}]}}"
      })
  void outputThatCannotBeReadIsAFailureAndNoBug(String output) {
    assertThatThrownBy(() -> parse(output)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void aMissingProgramIsNotTakenForAMissingTable() {
    ScriptedRunner runner = new ScriptedRunner().expectMissing("sfdisk", "--json", "/run/disk");
    assertThatThrownBy(() -> new Sfdisk(runner).read(DISK))
        .isInstanceOf(MissingPrerequisiteException.class);
  }
}
