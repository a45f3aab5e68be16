package org.diskreplicator.engine.volume;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.diskreplicator.engine.model.Placement;

/** Reads bytes where a placement says that they lie. */
public final class PlacedBytes implements Placement.Visitor<VolumeBytes> {
  private final FileChannel disk;
  private final Keyring keys;

  private PlacedBytes(FileChannel disk, Keyring keys) {
    this.disk = disk;
    this.keys = keys;
  }

  /**
   * The bytes of a volume.
   *
   * @param keys of what is enciphered
   */
  public static VolumeBytes of(Placement placement, FileChannel disk, Keyring keys) {
    return placement.accept(new PlacedBytes(disk, keys));
  }

  @Override
  public VolumeBytes direct(Placement.Direct placement) {
    return (offset, target) -> {
      requireInside(placement, offset, target);
      long position = placement.extent().offset() + offset;
      while (target.hasRemaining()) {
        int count = disk.read(target, position);
        if (count < 0) {
          throw new EOFException("the disk ends before it");
        }
        position += count;
      }
    };
  }

  @Override
  public VolumeBytes composed(Placement.Composed placement) {
    List<VolumeBytes> members =
        placement.members().stream().map(member -> member.accept(this)).toList();
    return (offset, target) -> {
      requireInside(placement, offset, target);
      read(placement, members, offset, target);
    };
  }

  private static void read(
      Placement.Composed placement, List<VolumeBytes> members, long offset, ByteBuffer target)
      throws IOException {
    int limit = target.limit();
    long position = offset;
    while (target.position() < limit) {
      Placement.Place place = placement.place(position);
      int count = (int) Math.min(place.length(), limit - target.position());
      target.limit(target.position() + count);
      members.get(place.member()).read(place.offset(), target);
      target.limit(limit);
      position += count;
    }
  }

  @Override
  public VolumeBytes enciphered(Placement.Enciphered placement) {
    VolumeBytes inner = placement.inner().accept(this);
    SectorCipher cipher =
        keys.find(placement.key())
            .orElseThrow(() -> new IllegalStateException("no key " + placement.key()));
    return (offset, target) -> {
      requireInside(placement, offset, target);
      long start = offset / placement.unit() * placement.unit();
      long end = roundUp(offset + target.remaining(), placement.unit());
      byte[] units = new byte[Math.toIntExact(Math.min(end, placement.size()) - start)];
      inner.read(start, ByteBuffer.wrap(units));
      cipher.decipher(start, units);
      target.put(units, (int) (offset - start), target.remaining());
    };
  }

  private static long roundUp(long value, long unit) {
    return (value + unit - 1) / unit * unit;
  }

  private static void requireInside(Placement placement, long offset, ByteBuffer target)
      throws EOFException {
    if (offset < 0 || offset > placement.size() - target.remaining()) {
      throw new EOFException("behind the end of a volume of " + placement.size() + " bytes");
    }
  }
}
