package org.diskreplicator.engine.hfs;

import static org.diskreplicator.engine.hfs.HfsBytes.require;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** One of the volume's own files, all of whose places are known. */
final class HfsFile {
  private final HfsVolume volume;

  /** By the byte of the file at which they begin. */
  private final TreeMap<Long, Extent> places = new TreeMap<>();

  private long size;

  private HfsFile(HfsVolume volume) {
    this.volume = volume;
  }

  /**
   * Puts a file together.
   *
   * @param more records of the extents file, by the block of the file at which they begin
   */
  static HfsFile of(HfsVolume volume, HfsFork fork, Map<Long, List<HfsFork.Blocks>> more)
      throws UntrustworthyException {
    HfsFile file = new HfsFile(volume);
    List<HfsFork.Blocks> next = fork.places();
    while (next != null && file.size < fork.blocks() * volume.blockBytes()) {
      require(!next.isEmpty(), "a file of its own is damaged");
      for (HfsFork.Blocks place : next) {
        file.add(place);
      }
      next = more.get(file.size / volume.blockBytes());
    }
    require(
        file.size == fork.blocks() * volume.blockBytes(),
        "the places of a file of its own do not add up to its size");
    return file;
  }

  private void add(HfsFork.Blocks place) throws UntrustworthyException {
    require(volume.holds(place), "a file of its own lies outside of it");
    int unit = volume.blockBytes();
    places.put(size, new Extent(place.first() * unit, place.count() * unit));
    size += place.count() * unit;
    require(size <= volume.blocks() * unit, "a file of its own is larger than it");
  }

  /** Bytes, always whole blocks. */
  long size() {
    return size;
  }

  /** Places in the order of the file. */
  List<Extent> places() {
    return new ArrayList<>(places.values());
  }

  /** Bytes of the file, which may lie in several places. */
  ByteBuffer read(long offset, int length) throws IOException, UntrustworthyException {
    require(offset >= 0 && offset <= size - length, "a file of its own ends early");
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.position() < length) {
      Map.Entry<Long, Extent> place = places.floorEntry(offset + bytes.position());
      long inside = offset + bytes.position() - place.getKey();
      int count = (int) Math.min(length - bytes.position(), place.getValue().length() - inside);
      bytes.put(HfsBytes.read(volume.region(), place.getValue().offset() + inside, count));
    }
    return bytes.flip();
  }
}
