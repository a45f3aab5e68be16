package org.diskreplicator.engine.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.diskreplicator.engine.failure.RefusedException;

/** Sector 0 of a GPT disk; UEFI specification 2.10, section 5.2.3. */
final class ProtectiveMbr {
  private static final int TABLE = 446;
  private static final int ENTRY_BYTES = 16;
  private static final int TYPE = 4;
  private static final int START_LBA = 8;
  private static final int SECTORS = 12;
  private static final byte PROTECTIVE = (byte) 0xee;
  private static final long MAX_SECTORS = 0xffffffffL;

  private ProtectiveMbr() {}

  /**
   * The sector with the protective partition stretched to {@code lastLba}; empty for a hybrid MBR,
   * whose entries somebody has set by hand.
   *
   * @throws RefusedException when no entry is protective
   */
  static Optional<Patch> resized(byte[] head, long lastLba) {
    ByteBuffer mbr = ByteBuffer.wrap(Arrays.copyOf(head, 512)).order(ByteOrder.LITTLE_ENDIAN);
    int protective = -1;
    int used = 0;
    for (int i = 0; i < 4; i++) {
      byte type = mbr.get(TABLE + i * ENTRY_BYTES + TYPE);
      used += type == 0 ? 0 : 1;
      protective = type == PROTECTIVE ? i : protective;
    }
    if (protective < 0 || mbr.getShort(510) != (short) 0xaa55) {
      throw new RefusedException("The disk has a GPT without a protective MBR; repair it first.");
    }
    int entry = TABLE + protective * ENTRY_BYTES;
    if (used > 1 || mbr.getInt(entry + START_LBA) != 1) {
      return Optional.empty();
    }
    mbr.put(entry + 5, new byte[] {-1, -1, -1}); // the end as cylinder, head, sector: out of reach
    mbr.putInt(entry + SECTORS, (int) Math.min(lastLba, MAX_SECTORS));
    return Optional.of(new Patch(0, mbr.array()));
  }
}
