package org.diskreplicator.engine.lvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.Placement;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.volume.Member;

/** A physical volume with any text as its metadata, all checksums right. */
final class SyntheticGroup {
  static final int SECTOR = 512;
  static final int AREA = 4096;
  static final int AREA_SIZE = (1 << 20) - AREA;
  static final long SIZE = 100L << 20;

  private SyntheticGroup() {}

  /** The first bytes of a physical volume; the text begins at {@code offset} of the area. */
  static byte[] head(String uuid, String text, int offset) {
    ByteBuffer head = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    head.put(SECTOR, "LABELONE".getBytes(ISO_8859_1)).putLong(SECTOR + 8, 1);
    head.putInt(SECTOR + 20, 32).put(SECTOR + 24, "LVM2 001".getBytes(ISO_8859_1));
    head.put(SECTOR + 32, uuid.replace("-", "").getBytes(ISO_8859_1));
    head.putLong(SECTOR + 64, SIZE).putLong(SECTOR + 72, 1 << 20);
    head.putLong(SECTOR + 104, AREA).putLong(SECTOR + 112, AREA_SIZE);
    head.putInt(SECTOR + 16, LvmChecksum.of(head, SECTOR + 20, 2 * SECTOR));
    byte[] bytes = (text + "\0").getBytes(ISO_8859_1);
    head.put(AREA + 4, " LVM2 x[5A%r0N*>".getBytes(ISO_8859_1)).putInt(AREA + 20, 1);
    head.putLong(AREA + 24, AREA).putLong(AREA + 32, AREA_SIZE);
    head.putLong(AREA + 40, offset).putLong(AREA + 48, bytes.length);
    head.putInt(AREA + 56, LvmChecksum.of(ByteBuffer.wrap(bytes), 0, bytes.length));
    head.putInt(AREA, LvmChecksum.of(head, AREA + 4, AREA + SECTOR));
    int first = Math.min(bytes.length, AREA_SIZE - offset);
    head.put(AREA + offset, bytes, 0, first);
    head.put(AREA + SECTOR, bytes, first, bytes.length - first);
    return head.array();
  }

  /** A member that begins like that, with zeros behind, {@code start} bytes into the disk. */
  static Member member(String title, byte[] head, long start) {
    return new Member(
        title,
        Content.of(Signature.ofType("LVM2_member")),
        new Placement.Direct(new Extent(start, SIZE)),
        (offset, target) -> {
          if (offset + target.remaining() > SIZE) {
            throw new EOFException("behind the end");
          }
          int length = target.remaining();
          int from = (int) Math.min(offset, head.length);
          int to = (int) Math.min(offset + length, head.length);
          target.put(Arrays.copyOf(Arrays.copyOfRange(head, from, to), length));
        });
  }
}
