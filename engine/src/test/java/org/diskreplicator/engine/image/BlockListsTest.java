package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SampleDisk;
import org.diskreplicator.engine.model.UsedMap;
import org.junit.jupiter.api.Test;

class BlockListsTest {
  private static final int START = 1 << 20;

  private final MovedDisk disk = new MovedDisk(new byte[2 << 20]);
  private final List<Region> changed =
      SampleDisk.of(2 << 20)
          .partition(1, START, "ext4", UsedMap.allUsed(1 << 20, ContentState.UNKNOWN, ""))
          .inspect()
          .regions();

  private void boot(int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, disk.bytes, offset + 0x180, bytes.length);
    disk.words().putShort(offset + 510, (short) 0xaa55);
  }

  @Test
  void grubInThePartitionIsNamed() throws IOException {
    boot(0, "GRUB ");
    assertThat(BlockLists.warnings(disk, changed)).isEmpty();
    boot(START, "GRUB ");
    assertThat(BlockLists.warnings(disk, changed))
        .singleElement()
        .asString()
        .contains("partition 1 holds GRUB");
  }

  @Test
  void liloIsNamedWhereSomethingMoved() throws IOException {
    boot(0, "LILO");
    assertThat(BlockLists.warnings(disk, List.of())).isEmpty();
    assertThat(BlockLists.warnings(disk, changed)).singleElement().asString().contains("lilo");
  }
}
