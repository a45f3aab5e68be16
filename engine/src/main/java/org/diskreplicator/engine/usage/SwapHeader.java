package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;

/**
 * The first page of swap space, which bears its signature in its last 10 bytes (Linux,
 * include/linux/swap.h).
 *
 * <p>The page size is the writing machine's, and so is the order of bytes; both are found by what
 * is there. The first match counts: writing a header overwrites all smaller pages.
 *
 * @param bytes of the page, in the order of its machine
 * @param version 0 or 1
 */
record SwapHeader(ByteBuffer bytes, int version) {
  static final String SUSPENDED = "a suspended system lies in it";

  private static final int[] PAGE_SIZES = {1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16};
  private static final int SIGNATURE_LENGTH = 10;
  private static final String VERSION_0 = "SWAP-SPACE";
  private static final String VERSION_1 = "SWAPSPACE2";
  private static final int VERSION = 1024;
  private static final int LAST_PAGE = 1028;
  private static final int BAD_PAGES = 1032;
  private static final int BAD_PAGE_LIST = 1536;

  /** swsusp, its user-space relatives, and TuxOnIce put theirs where swap has its own. */
  private static final List<String> SUSPENDED_SIGNATURES =
      List.of(
          "S1SUSPEND",
          "S2SUSPEND",
          "ULSUSPEND",
          "LINHIB",
          "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\f");

  static SwapHeader read(RegionReader reader) throws IOException, UntrustworthyException {
    int largest = PAGE_SIZES[PAGE_SIZES.length - 1];
    ByteBuffer start = reader.read(0, (int) Math.min(largest, reader.size()));
    int page = pageSize(start);
    boolean isOld = signature(start, page).equals(VERSION_0);
    ByteBuffer header = start.slice(0, page).order(isOld ? ByteOrder.nativeOrder() : order(start));
    return new SwapHeader(header, isOld ? 0 : 1);
  }

  private static int pageSize(ByteBuffer start) throws UntrustworthyException {
    for (int page : PAGE_SIZES) {
      String signature = page > start.limit() ? "" : signature(start, page);
      if (SUSPENDED_SIGNATURES.stream().anyMatch(signature::startsWith)) {
        throw new UntrustworthyException(ContentState.HIBERNATED, SUSPENDED);
      }
      if (signature.equals(VERSION_0) || signature.equals(VERSION_1)) {
        return page;
      }
    }
    throw UntrustworthyException.damaged("no swap signature at the end of a page");
  }

  private static String signature(ByteBuffer start, int page) {
    byte[] bytes = new byte[SIGNATURE_LENGTH];
    start.get(page - SIGNATURE_LENGTH, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static ByteOrder order(ByteBuffer start) throws UntrustworthyException {
    int version = start.getInt(VERSION);
    if (version == 1) {
      return start.order();
    }
    if (Integer.reverseBytes(version) == 1) {
      return start.order() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    }
    throw new UntrustworthyException(ContentState.UNSUPPORTED, "an unknown version of swap");
  }

  /** Bytes of a page. */
  int page() {
    return bytes.limit();
  }

  /**
   * Number of pages, the header included.
   *
   * @param size bytes of the space that it lies in, which alone says how large version 0 is
   */
  long pages(long size) {
    if (version == 0) {
      // One bit per page fills the header, up to the signature.
      return Math.min(8L * (page() - SIGNATURE_LENGTH), size / page());
    }
    return Integer.toUnsignedLong(bytes.getInt(LAST_PAGE)) + 1;
  }

  /** This header for another number of pages, all of them good; of version 1 only. */
  ByteBuffer withPages(long count) {
    ByteBuffer copy = ByteBuffer.allocate(page()).order(bytes.order()).put(bytes.duplicate());
    copy.putInt(LAST_PAGE, (int) (count - 1));
    int bad =
        Integer.BYTES * (int) Math.min(Integer.toUnsignedLong(copy.getInt(BAD_PAGES)), room());
    copy.putInt(BAD_PAGES, 0);
    copy.put(BAD_PAGE_LIST, new byte[bad]);
    return copy.flip();
  }

  private int room() {
    return (page() - BAD_PAGE_LIST - SIGNATURE_LENGTH) / Integer.BYTES;
  }
}
