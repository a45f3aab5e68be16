package org.diskreplicator.engine.lvm;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.volume.Member;
import org.diskreplicator.engine.volume.MemberBytes;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * What a physical volume says of itself. Source: lib/format_text/layout.h and lib/label/label.h of
 * LVM2.
 *
 * @param uuid 32 characters, without the dashes that metadata writes it with
 * @param metadata areas with metadata
 * @param texts what the metadata areas in use hold: all the same text
 */
record PhysicalVolume(Member member, String uuid, List<Extent> metadata, Set<String> texts) {
  private static final int SECTOR = 512;
  private static final int LABEL_SECTORS = 4;
  private static final long LABEL = 0x454e4f4c4542414cL; // LABELONE
  private static final long TYPE = 0x31303020324d564cL; // LVM2 001
  private static final int CHECKSUM = 16;
  private static final int HEADER = 20;
  private static final int TYPE_FIELD = 24;
  private static final int UUID_LENGTH = 32;
  private static final int AREAS = 40;

  static PhysicalVolume read(Member member) throws UnsoundLayerException {
    ByteBuffer label = label(member);
    int header = label.getInt(HEADER);
    if (header < 32 || header > SECTOR - AREAS) {
      throw UnsoundLayerException.damaged("its label is damaged");
    }
    byte[] uuid = new byte[UUID_LENGTH];
    label.get(header, uuid);
    ByteBuffer areas = label.slice(header + AREAS, SECTOR - header - AREAS).order(label.order());
    list(areas);
    List<Extent> metadata = list(areas);
    Set<String> texts = new HashSet<>();
    for (Extent area : metadata) {
      MetadataArea.read(member, area).ifPresent(texts::add);
    }
    String name = new String(uuid, ISO_8859_1);
    return new PhysicalVolume(member, name, metadata, texts);
  }

  /** The text; empty when it belongs to no group, or only other physical volumes have it. */
  Optional<String> text() {
    return texts.stream().findFirst();
  }

  private static ByteBuffer label(Member member) throws UnsoundLayerException {
    Optional<ByteBuffer> found = Optional.empty();
    for (int sector = 0; sector < LABEL_SECTORS; sector++) {
      ByteBuffer bytes = MemberBytes.read(member, (long) sector * SECTOR, SECTOR);
      if (bytes.getLong(0) == LABEL) {
        // A second label is left over from another use of the disk; LVM takes the first one.
        if (found.isPresent()) {
          throw UnsoundLayerException.damaged("it has two labels");
        }
        requireSound(bytes, sector);
        found = Optional.of(bytes);
      }
    }
    return found.orElseThrow(() -> UnsoundLayerException.damaged("it has no label"));
  }

  private static void requireSound(ByteBuffer label, int sector) throws UnsoundLayerException {
    if (label.getLong(8) != sector || label.getLong(TYPE_FIELD) != TYPE) {
      throw UnsoundLayerException.damaged("its label is damaged");
    }
    if (label.getInt(CHECKSUM) != LvmChecksum.of(label, HEADER, SECTOR)) {
      throw UnsoundLayerException.damaged("its label does not have its checksum");
    }
  }

  /** Pairs of offset and size, up to one that is zero. */
  private static List<Extent> list(ByteBuffer bytes) throws UnsoundLayerException {
    List<Extent> found = new ArrayList<>();
    while (bytes.remaining() >= 2 * Long.BYTES) {
      long offset = bytes.getLong();
      long size = bytes.getLong();
      if (offset == 0) {
        return found;
      }
      if (offset < 0 || size < 0 || offset > Long.MAX_VALUE - size) {
        throw UnsoundLayerException.damaged("its label is damaged");
      }
      // A data area of size 0 reaches to the end.
      found.add(new Extent(offset, Math.max(size, 1)));
    }
    throw UnsoundLayerException.damaged("its label is damaged");
  }
}
