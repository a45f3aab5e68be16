package org.diskreplicator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class InspectionTextTest {
  private static final String SHOWN = "a\\u001b[31m\\n$(id)\"";

  private final List<String> lines = InspectionText.of(SampleInspection.disk());

  @Test
  void theImageComesFirst() {
    assertThat(lines)
        .startsWith(
            "image       /disk" + SHOWN,
            "format      qcow2, shows 72 MiB, takes 10 MiB",
            "backing     /base" + SHOWN + " (vmdk)",
            "data        /data" + SHOWN,
            "table       dos, id 0x1\\u0007, sectors of 512 bytes",
            "used        54 MiB of 72 MiB");
  }

  @Test
  void theBarIsToScale() {
    assertThat(lines).contains("[" + "█".repeat(54) + " ".repeat(18) + "]");
  }

  @Test
  void eachRegionIsALine() {
    assertThat(lines)
        .anyMatch(line -> line.matches("- +0 B +1 MiB +1 MiB  gap +gaps are copied whole"))
        .anyMatch(line -> line.matches("1 +1 MiB +35 MiB +35 MiB  vfat \\(FAT16\\) .* dirty .*"))
        .anyMatch(line -> line.matches("5 +36 MiB +36 MiB +18 MiB  ext4 +clean +its bitmap"));
  }

  @Test
  void eachPartitionHasItsIdentity() {
    assertThat(lines)
        .anyMatch(line -> line.matches("1  c +uuid +1234-5678 +a.*  bootable GUID:48"))
        .anyMatch(line -> line.matches("5  83 +- +- +- +-"));
  }

  @Test
  void nothingHostileReachesTheTerminal() {
    assertThat(lines)
        .allMatch(line -> line.codePoints().noneMatch(Character::isISOControl))
        .noneMatch(line -> line.endsWith(" "));
  }

  @Test
  void aMountIsTold() {
    assertThat(InspectionText.of(SampleInspection.mounted()))
        .contains("in use      mounted writable at /mnt\\u001b[2J");
  }
}
