package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * What the device holds of the chunks, by the places on it: what the device tree says, if the
 * chunks say the same.
 */
final class DeviceExtents implements TreeReader.Items {
  private static final String CONTRADICTION = "its device tree contradicts its chunks";

  private final Chunks chunks;
  private final List<Place> places = new ArrayList<>();

  private DeviceExtents(Chunks chunks) {
    this.chunks = chunks;
  }

  /** What the device holds of a chunk. */
  private record Place(Chunk.Stripe stripe, Chunk chunk) {
    long end() {
      return stripe.offset() + chunk.stripeLength();
    }
  }

  static DeviceExtents read(TreeReader reader, TreeRoot root, Chunks chunks)
      throws IOException, UntrustworthyException {
    DeviceExtents extents = new DeviceExtents(chunks);
    reader.walk(root, extents);
    require(chunks.stripesHere() == extents.places.size());
    return extents;
  }

  @Override
  public void item(TreeBlock leaf, int index) throws UntrustworthyException {
    switch (leaf.type(index)) {
      case Key.DEV_EXTENT -> extent(leaf, index);
      case Key.DEV_REPLACE -> replacement(leaf, index);
      default -> {} // counters of errors
    }
  }

  private void extent(TreeBlock leaf, int index) throws UntrustworthyException {
    leaf.requireLength(index, 48);
    int start = leaf.itemStart(index);
    long offset = leaf.offset(index);
    long address = leaf.bytes().getLong(start + 16);
    long length = leaf.bytes().getLong(start + 24);
    Chunk chunk = chunks.holding(address, 1);
    require(chunk.address() == address && chunk.stripeLength() == length);
    Chunk.Stripe stripe = stripe(chunk, leaf.object(index), offset);
    if (chunks.isHere(stripe)) {
      require(places.isEmpty() || places.get(places.size() - 1).end() <= offset);
      places.add(new Place(stripe, chunk));
    }
  }

  private static Chunk.Stripe stripe(Chunk chunk, long device, long offset)
      throws UntrustworthyException {
    return chunk.stripes().stream()
        .filter(stripe -> stripe.device() == device && stripe.offset() == offset)
        .findFirst()
        .orElseThrow(() -> UntrustworthyException.damaged(CONTRADICTION));
  }

  /** Whether a device is being replaced; 1 is started, 4 is suspended. */
  private static void replacement(TreeBlock leaf, int index) throws UntrustworthyException {
    leaf.requireLength(index, 40);
    long state = leaf.bytes().getLong(leaf.itemStart(index) + 32);
    if (state != 0 && state != 2 && state != 3) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: the replacement of its device has not ended");
    }
  }

  private static void require(boolean condition) throws UntrustworthyException {
    if (!condition) {
      throw UntrustworthyException.damaged(CONTRADICTION);
    }
  }

  /** Where on the device these logical bytes lie, each copy of them. */
  ExtentSet onDevice(ExtentSet logical) {
    ExtentSet.Builder builder = ExtentSet.builder();
    for (Place place : places) {
      Chunk chunk = place.chunk();
      for (int i = firstBehind(logical, chunk.address());
          i < logical.count() && logical.start(i) < chunk.end();
          i++) {
        long start = Math.max(logical.start(i), chunk.address());
        long end = Math.min(logical.end(i), chunk.end());
        Chunk.Range range = chunk.place(place.stripe(), start, end);
        builder.add(range.start(), range.end());
      }
    }
    return builder.build();
  }

  /** Index of the first range that ends behind this address. */
  private static int firstBehind(ExtentSet ranges, long address) {
    int low = 0;
    int high = ranges.count();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ranges.end(middle) <= address) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
