package org.diskreplicator.engine.exfat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ExfatSetTest {
  private final ByteBuffer folder = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);

  /** A deleted entry, and a file called {@code ab} of 5000 bytes from cluster 9 on. */
  ExfatSetTest() {
    folder.put(0, (byte) 0x05);
    int file = 32;
    folder.put(file, (byte) 0x85).put(file + 1, (byte) 2).putShort(file + 4, (short) 0x22);
    folder.putInt(file + 12, (20 << 25) | (2 << 21) | (29 << 16) | (1 << 11) | (2 << 5) | 1);
    folder.put(file + 21, (byte) 150).put(file + 23, (byte) 0x84);
    int stream = file + 32;
    folder.put(stream, (byte) 0xc0).put(stream + 1, (byte) 1).put(stream + 3, (byte) 2);
    folder.putLong(stream + 8, 4000).putInt(stream + 20, 9).putLong(stream + 24, 5000);
    int name = stream + 32;
    folder.put(name, (byte) 0xc1).putChar(name + 2, 'a').putChar(name + 4, 'b');
    sum(file, 96);
  }

  private void sum(int start, int length) {
    int sum = 0;
    for (int at = start; at < start + length; at++) {
      if (at != start + 2 && at != start + 3) {
        sum = ((sum << 15) | (sum >> 1)) & 0xffff;
        sum = (sum + Byte.toUnsignedInt(folder.get(at))) & 0xffff;
      }
    }
    folder.putShort(start + 2, (short) sum);
  }

  @Test
  void aFileIsRead() {
    List<ExfatSet> sets = ExfatSet.read(folder);
    assertThat(sets).hasSize(1);
    ExfatSet file = sets.get(0);
    assertThat(file.name()).isEqualTo("ab");
    assertThat(file.isFolder()).isFalse();
    assertThat(file.attributes()).isEqualTo(0x22);
    assertThat(file.data()).containsExactly(new ExfatSet.Data(32, 9, 5000, 4000, false));
  }

  /** An hour east of UTC, and one and a half seconds more. */
  @Test
  void timesHaveHundredthsAndAZone() {
    assertThat(ExfatSet.read(folder).get(0).modified().instant())
        .contains(Instant.parse("2000-02-29T00:02:03.500Z"));
    assertThat(new ExfatTime(0, (byte) 0, (byte) 0).instant()).isEmpty();
  }

  @Test
  void aMovedFileIsInOnePieceAndHasItsChecksum() {
    ExfatSet file = ExfatSet.read(folder).get(0);
    file.move(file.data().get(0), 77);
    ByteBuffer moved = ByteBuffer.allocate(128).order(ByteOrder.LITTLE_ENDIAN);
    file.appendTo(moved);
    ExfatSet again = ExfatSet.read(moved).get(0);
    assertThat(again.data()).containsExactly(new ExfatSet.Data(32, 77, 5000, 4000, true));
  }

  @Test
  void aWrongChecksumIsFound() {
    folder.put(100, (byte) 'x');
    assertThatThrownBy(() -> ExfatSet.read(folder))
        .isInstanceOf(UnsoundException.class)
        .hasMessageContaining("checksum");
  }

  @Test
  void anUnknownEntryOfImportanceIsRefused() {
    folder.put(0, (byte) 0x86);
    assertThatThrownBy(() -> ExfatSet.read(folder))
        .isInstanceOf(UnsoundException.class)
        .hasMessageContaining("unknown");
  }
}
