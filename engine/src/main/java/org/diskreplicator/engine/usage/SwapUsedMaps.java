package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.UsedMap;

/**
 * Used maps of swap space: the header page matters, and what lies behind the swap's last page.
 *
 * <p>The header fills the first page and bears its signature in the page's last 10 bytes (Linux,
 * include/linux/swap.h); the page size is the writing machine's, so it is found by the signature.
 * The first match counts: writing a header overwrites all smaller pages.
 */
final class SwapUsedMaps implements UsedMapReader {
  static final String SUSPENDED = "a suspended system lies in it";

  private static final int[] PAGE_SIZES = {1 << 12, 1 << 13, 1 << 14, 1 << 15, 1 << 16};
  private static final int SIGNATURE_LENGTH = 10;
  private static final String VERSION_0 = "SWAP-SPACE";
  private static final String VERSION_1 = "SWAPSPACE2";

  /** swsusp, its user-space relatives, and TuxOnIce put theirs where swap has its own. */
  private static final List<String> SUSPENDED_SIGNATURES =
      List.of(
          "S1SUSPEND",
          "S2SUSPEND",
          "ULSUSPEND",
          "LINHIB",
          "\u00ed\u00c3\u0002\u00e9\u0098V\u00e5\f");

  @Override
  public UsedMap read(Path disk, Extent region) {
    try (RegionReader reader = RegionReader.open(disk, region)) {
      return map(reader);
    } catch (UntrustworthyException e) {
      return e.allUsed(region.length());
    } catch (IOException e) {
      return UntrustworthyException.damaged("its header cannot be read: " + e.getMessage())
          .allUsed(region.length());
    }
  }

  private static UsedMap map(RegionReader reader) throws IOException, UntrustworthyException {
    int largest = PAGE_SIZES[PAGE_SIZES.length - 1];
    ByteBuffer header = reader.read(0, (int) Math.min(largest, reader.size()));
    int page = pageSize(header);
    long end = page * pages(header, page, reader.size());
    if (end > reader.size()) {
      throw UntrustworthyException.damaged("it is larger than the space that it lies in");
    }
    return new UsedMap(
        reader.size(),
        ExtentSet.builder().add(page, end).build(),
        ContentState.CLEAN,
        Optional.empty(),
        "only the header page of swap matters");
  }

  private static int pageSize(ByteBuffer header) throws UntrustworthyException {
    for (int page : PAGE_SIZES) {
      String signature = page > header.limit() ? "" : signature(header, page);
      if (SUSPENDED_SIGNATURES.stream().anyMatch(signature::startsWith)) {
        throw new UntrustworthyException(ContentState.HIBERNATED, SUSPENDED);
      }
      if (signature.equals(VERSION_0) || signature.equals(VERSION_1)) {
        return page;
      }
    }
    throw UntrustworthyException.damaged("no swap signature at the end of a page");
  }

  private static String signature(ByteBuffer header, int page) {
    byte[] bytes = new byte[SIGNATURE_LENGTH];
    header.get(page - SIGNATURE_LENGTH, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Number of pages, the header included. */
  private static long pages(ByteBuffer header, int page, long size) throws UntrustworthyException {
    if (signature(header, page).equals(VERSION_0)) {
      // One bit per page fills the header, up to the signature; there is no size.
      return Math.min(8L * (page - SIGNATURE_LENGTH), size / page);
    }
    int version = header.getInt(1024);
    int last = header.getInt(1028);
    if (version == 1) {
      return Integer.toUnsignedLong(last) + 1;
    }
    if (Integer.reverseBytes(version) == 1) {
      return Integer.toUnsignedLong(Integer.reverseBytes(last)) + 1;
    }
    throw new UntrustworthyException(ContentState.UNSUPPORTED, "an unknown version of swap");
  }
}
