package org.diskreplicator.engine.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HiddenSectorsTest {
  private final MovedDisk volume = new MovedDisk(new byte[64 * 512]);
  private final HiddenSectors hidden = new HiddenSectors(2048, 4096);

  private void boot(int sector, int number) {
    volume.words().putShort(sector * 512 + 11, (short) 512).putInt(sector * 512 + 28, number);
    volume.words().putShort(sector * 512 + 510, (short) 0xaa55);
  }

  @Test
  void followInBothBootSectorsOfFat32() throws IOException {
    boot(0, 2048);
    boot(6, 2048);
    volume.words().putShort(50, (short) 6);
    assertThat(hidden.inFat(volume)).extracting(Patch::offset).containsExactly(0L, 6L * 512);
    assertThat(hidden.inFat(volume))
        .extracting(patch -> new MovedDisk(patch.bytes()).words().getInt(28))
        .containsOnly(4096);
  }

  @Test
  void followInTheBootSectorOfFat16() throws IOException {
    boot(0, 2048);
    volume.words().putShort(22, (short) 8).putShort(50, (short) 6);
    assertThat(hidden.inFat(volume)).extracting(Patch::offset).containsExactly(0L);
  }

  @Test
  void followInBothBootSectorsOfNtfs() throws IOException {
    boot(0, 2048);
    boot(63, 2048);
    volume.words().putLong(40, 63);
    assertThat(hidden.inNtfs(volume)).extracting(Patch::offset).containsExactly(0L, 63L * 512);
  }

  @Test
  void stayWhereTheyNeverNamedThePlace() throws IOException {
    boot(0, 63);
    assertThat(hidden.inFat(volume)).isEmpty();
    assertThat(new HiddenSectors(63, 63).inFat(volume)).isEmpty();
  }
}
