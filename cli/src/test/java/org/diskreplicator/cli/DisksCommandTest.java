package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.DeviceFacts;
import org.diskreplicator.engine.model.KnownDisk;
import org.diskreplicator.engine.model.SectorSize;
import org.junit.jupiter.api.Test;

final class DisksCommandTest {
  private static KnownDisk disk(boolean readable, Optional<String> holds, String... uses) {
    DeviceFacts facts =
        new DeviceFacts(
            500_107_862_016L,
            SectorSize.S512,
            Optional.of("Flash\tDisk"),
            Optional.of("0042"),
            DeviceFacts.Access.WRITABLE,
            List.of(uses),
            holds);
    return new KnownDisk(Path.of("/dev/sdx"), readable, facts);
  }

  private static String row(KnownDisk disk) {
    return DisksCommand.table(List.of(disk)).get(1);
  }

  @Test
  void aDiskIsARow() {
    assertThat(row(disk(true, Optional.of("ext4 'photos'"), "is mounted on '/mnt'")))
        .isEqualTo(
            "/dev/sdx  466 GiB     512  Flash\\u0009Disk  0042    ext4 'photos'  is mounted on"
                + " '/mnt'");
  }

  @Test
  void nothingFoundIsNotTheSameAsNotAllowedToLook() {
    assertThat(row(disk(true, Optional.empty()))).endsWith("0042    -      -");
    assertThat(row(disk(false, Optional.empty()))).endsWith("0042    ?      -");
  }

  @Test
  void aProgramGetsAllOfIt() {
    assertThat(DisksCommand.json(disk(true, Optional.of("swap"), "is used as swap space")))
        .hasToString(
            "{\"disk\":\"/dev/sdx\",\"bytes\":500107862016,\"sectorSize\":512,\"model\":"
                + "\"Flash\\tDisk\",\"serial\":\"0042\",\"readable\":true,\"holds\":\"swap\","
                + "\"uses\":[\"is used as swap space\"]}");
  }

  @Test
  void anOptionWithoutItsValueTakesNoParameter() {
    assertThat(Main.attached("clone", "--overwrite", "a.qcow2", "/dev/sdx", "--overwrite=0042"))
        .containsExactly("clone", "--overwrite=", "a.qcow2", "/dev/sdx", "--overwrite=0042");
  }
}
