package org.diskreplicator.engine.ntfs;

import java.nio.ByteBuffer;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * Undoes the protection of a block against being written in part: the last two bytes of each 512
 * are a number that stands in the block's header, beside the bytes that belong there.
 */
final class UpdateSequence {
  private static final int STRIDE = 512;
  private static final int OFFSET = 4;
  private static final int COUNT = 6;
  private static final int HEADER = 8;

  private UpdateSequence() {}

  /**
   * Puts the bytes of {@code block} back to their places.
   *
   * @param magic that the block has to begin with
   * @param what the block is, for people
   */
  static void undo(ByteBuffer block, int magic, String what) throws UntrustworthyException {
    if (block.getInt(0) != magic || !undo(block)) {
      throw UntrustworthyException.damaged(what + " is damaged");
    }
  }

  /** The same for any magic; false when the block is not whole. */
  static boolean undo(ByteBuffer block) {
    int at = Short.toUnsignedInt(block.getShort(OFFSET));
    int count = Short.toUnsignedInt(block.getShort(COUNT));
    int strides = block.limit() / STRIDE;
    if (count != strides + 1 || at < HEADER || at + 2 * count > STRIDE - 2) {
      return false;
    }
    short number = block.getShort(at);
    for (int i = 1; i <= strides; i++) {
      int end = i * STRIDE - 2;
      if (block.getShort(end) != number) {
        return false;
      }
      block.putShort(end, block.getShort(at + 2 * i));
    }
    return true;
  }
}
