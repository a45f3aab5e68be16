package org.diskreplicator.engine.md;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.volume.LayerReader.Found;
import org.diskreplicator.engine.volume.Member;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Superblocks that mdadm 4.2 wrote on members of 64 MiB, and changes of them. */
final class MdReaderTest {
  private static final long SIZE = 64L << 20;
  private static final long START = 1 << 20;
  private static final Map<String, Long> PLACES =
      Map.of("1.0", (SIZE - 8192), "1.1", 0L, "1.2", 4096L, "0.90", SIZE - 65536);

  private static ByteBuffer superblock(String version) {
    try (InputStream in =
        MdReaderTest.class.getResourceAsStream("/mdadm-4.2/superblock-" + version)) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Found read(Map<Long, ByteBuffer> superblocks) {
    Member member =
        new Member(
            "partition 1",
            Content.of(Signature.ofType("linux_raid_member")),
            new Placement.Direct(new Extent(START, SIZE)),
            (offset, target) -> {
              ByteBuffer found = superblocks.getOrDefault(offset, ByteBuffer.allocate(4096));
              target.put(found.duplicate().limit(target.remaining()));
            });
    return new MdReader().read(List.of(member));
  }

  private static Found read(String version, ByteBuffer superblock) {
    return read(Map.of(PLACES.getOrDefault(version, 0L), superblock));
  }

  private static ByteBuffer changed(String version, int field, long value, int bytes) {
    ByteBuffer superblock = superblock(version);
    if (bytes == 2) {
      superblock.putShort(field, (short) value);
    } else if (bytes == 4) {
      superblock.putInt(field, (int) value);
    } else {
      superblock.putLong(field, value);
    }
    int checksum = version.equals("0.90") ? 38 * 4 : 216;
    int end = version.equals("0.90") ? 4096 : Math.min(4096, 256 + superblock.getInt(220) * 2);
    superblock.putInt(checksum, 0);
    long sum = 0;
    for (int at = 0; at < end; at += 4) {
      sum += Integer.toUnsignedLong(superblock.getInt(at));
    }
    return superblock.putInt(checksum, (int) (sum + (sum >>> 32)));
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 0, 65472, cb7b68af",
    "1.1, 1048576, 64512, 35c8cc50",
    "1.2, 1048576, 64512, 89c7700d",
    "0.90, 0, 65472, a496839a"
  })
  void theVolumeIsWhereMdadmSays(String version, long start, long kib, String id) {
    Found found = read(version, superblock(version));

    assertThat(found.volumes()).hasSize(1);
    assertThat(found.volumes().get(0).name()).isEqualTo("md " + id + " of partition 1");
    assertThat(found.volumes().get(0).onDisk())
        .isEqualTo(ExtentSet.of(new Extent(START + start, kib << 10)));
    assertThat(found.maps().get(0).free().isEmpty()).isTrue();
    assertThat(found.maps().get(0).state()).isEqualTo(ContentState.CLEAN);
  }

  @ParameterizedTest
  @CsvSource({
    "1.2, 8, 2, 4, rebuilt",
    "1.2, 8, 4, 4, reshaped",
    "1.2, 8, 8, 4, bad blocks",
    "1.2, 8, 512, 4, journal",
    "1.2, 8, 1024, 4, journal",
    "1.2, 8, 65536, 4, journal",
    "1.2, 72, 5, 4, no member of a mirror",
    "1.2, 80, 0, 8, behind its end",
    "1.2, 80, 129025, 8, behind its end",
    "1.2, 80, -1, 8, behind its end",
    "1.2, 128, 2049, 8, behind its end",
    "1.2, 128, 0, 8, lies in the data",
    "1.2, 128, -8, 8, behind its end",
    "1.2, 136, 4611686018427387904, 8, behind its end",
    "1.2, 96, 4096, 4, lies in the data",
    "1.2, 144, 16, 8, where it belongs",
    "1.2, 160, 7, 4, spare",
    "1.2, 160, 70000, 4, damaged",
    "1.2, 208, 0, 8, not stopped cleanly",
    "1.2, 220, 100000, 4, damaged",
    "1.2, 256, 65535, 2, spare",
    "1.2, 256, 65534, 2, failed",
    "1.0, 80, 131056, 8, behind its end",
    "0.90, 8, 91, 4, reshaped",
    "0.90, 28, 0, 4, no member of a mirror",
    "0.90, 32, 65473, 4, behind its end",
    "0.90, 132, 0, 4, not stopped cleanly",
    "0.90, 132, 3, 4, not stopped cleanly",
    "0.90, 3984, 0, 4, spare",
    "0.90, 3984, 1, 4, failed",
    "0.90, 3980, 5, 4, spare"
  })
  void whatIsNotAMemberInSyncIsUsed(
      String version, int field, long value, int bytes, String reason) {
    Found found = read(version, changed(version, field, value, bytes));

    assertThat(found.volumes()).isEmpty();
    assertThat(found.maps().get(0).free().isEmpty()).isTrue();
    assertThat(found.maps().get(0).reason()).contains(reason);
  }

  /** What changes nothing must not be in the way, or the cases above would prove nothing. */
  @ParameterizedTest
  @CsvSource({"1.2, 200, 77, 8", "1.2, 8, 1, 4", "0.90, 160, 5, 4", "0.90, 132, 257, 4"})
  void whatDoesNotMatterIsNotInTheWay(String version, int field, long value, int bytes) {
    assertThat(read(version, changed(version, field, value, bytes)).volumes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1", "1.2", "0.90"})
  void aFlippedBitIsFound(String version) {
    for (int at = 8; at < 256; at += 4) {
      ByteBuffer bad = superblock(version);
      bad.put(at, (byte) (bad.get(at) ^ 1));
      assertThat(read(version, bad).volumes()).as("byte " + at).isEmpty();
    }
  }

  @Test
  void twoSuperblocksOrNoneAreNotBelieved() {
    Map<Long, ByteBuffer> both =
        Map.of(PLACES.getOrDefault("1.2", 0L), superblock("1.2"), SIZE - 65536, superblock("0.90"));

    assertThat(read(both).volumes()).isEmpty();
    assertThat(read(both).maps().get(0).reason()).contains("two superblocks");
    assertThat(read(Map.of()).maps().get(0).reason()).contains("no superblock");
  }
}
