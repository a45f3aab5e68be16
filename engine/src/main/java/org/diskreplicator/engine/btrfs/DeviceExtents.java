package org.diskreplicator.engine.btrfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.UntrustworthyException;

/**
 * The copies of all chunks, by their places on the device: what the device tree says, if the chunks
 * say the same.
 */
final class DeviceExtents implements TreeReader.Items {
  private final Chunks chunks;
  private final List<Place> places = new ArrayList<>();

  private DeviceExtents(Chunks chunks) {
    this.chunks = chunks;
  }

  /** A copy of a chunk at this byte of the device. */
  private record Place(long offset, Chunk chunk) {
    long end() {
      return offset + chunk.length();
    }
  }

  static DeviceExtents read(TreeReader reader, TreeRoot root, Chunks chunks)
      throws IOException, UntrustworthyException {
    DeviceExtents extents = new DeviceExtents(chunks);
    reader.walk(root, extents);
    long copies = chunks.all().stream().mapToLong(chunk -> chunk.copies().size()).sum();
    require(copies == extents.places.size());
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
    require(length > 0);
    Chunk chunk = chunks.holding(address, length);
    require(chunk.address() == address && chunk.length() == length);
    require(chunk.copies().contains(new Chunk.Copy(leaf.object(index), offset)));
    require(places.isEmpty() || places.get(places.size() - 1).end() <= offset);
    places.add(new Place(offset, chunk));
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
      throw UntrustworthyException.damaged("its device tree contradicts its chunks");
    }
  }

  /** Where on the device each copy of these logical bytes lies. */
  ExtentSet onDevice(ExtentSet logical) {
    ExtentSet.Builder builder = ExtentSet.builder();
    for (Place place : places) {
      Chunk chunk = place.chunk();
      long distance = place.offset() - chunk.address();
      for (int i = firstBehind(logical, chunk.address());
          i < logical.count() && logical.start(i) < chunk.end();
          i++) {
        builder.add(
            Math.max(logical.start(i), chunk.address()) + distance,
            Math.min(logical.end(i), chunk.end()) + distance);
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
