package org.diskreplicator.engine.luks;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.diskreplicator.engine.model.Extent;

/**
 * What the text of a LUKS2 header says. Source: LUKS2 On-Disk Format Specification 1.1.2, section
 * 3.
 */
final class Luks2Text {
  private static final String ONLY_SEGMENT = "0";
  private static final int COUNTED = 512;
  private static final int LARGEST_KEY = 512;
  private static final Set<Long> SECTORS = Set.of(512L, 1024L, 2048L, 4096L);

  private final Luks2Header header;
  private final Luks2Object root;

  private Luks2Text(Luks2Header header, Luks2Object root) {
    this.header = header;
    this.root = root;
  }

  /** Reads the text of a header of a container of {@code size} bytes. */
  static LuksPayload read(Luks2Header header, long size) throws LuksException {
    return new Luks2Text(header, Luks2Object.parse(header.text())).payload(size);
  }

  private LuksPayload payload(long size) throws LuksException {
    refuseUnfinished();
    Luks2Object segment = segment();
    long start = segment.number("offset");
    long sector = segment.number("sector_size");
    if (start == 0) {
      throw LuksException.unsupported("its header lies elsewhere");
    }
    if (!SECTORS.contains(sector) || start % COUNTED != 0 || start >= size) {
      throw nowhere();
    }
    requireSlots(start);
    Luks2Object digest = digest();
    return new LuksPayload(
        header.uuid(),
        new Extent(start, length(segment, start, sector, size)),
        segment.text("encryption"),
        keyBytes(digest),
        (int) sector,
        segment.number("iv_tweak"),
        proof(digest));
  }

  private static LuksException nowhere() {
    return LuksException.damaged("its header names places that are not there");
  }

  private void refuseUnfinished() throws LuksException {
    for (Luks2Object slot : slots().values()) {
      if (slot.text("type").equals("reencrypt")) {
        throw LuksException.unsupported(
            "it is being encrypted anew; finish that by 'cryptsetup reencrypt'");
      }
    }
    Luks2Object config = root.object("config");
    if (config.has("requirements")) {
      List<String> wishes = config.object("requirements").texts("mandatory");
      if (!wishes.isEmpty()) {
        throw LuksException.unsupported(
            "it asks for what is not known here (" + String.join(", ", wishes) + ")");
      }
    }
  }

  private Luks2Object segment() throws LuksException {
    Map<String, Luks2Object> segments = root.object("segments").objects();
    Luks2Object segment = segments.get(ONLY_SEGMENT);
    if (segments.size() != 1 || segment == null) {
      throw LuksException.unsupported("its data lies in more than one segment");
    }
    if (segment.has("integrity")) {
      throw LuksException.unsupported("its sectors are protected by dm-integrity");
    }
    if (!segment.text("type").equals("crypt") || !segment.texts("flags").isEmpty()) {
      throw LuksException.unsupported("its data is of a kind that is not known here");
    }
    return segment;
  }

  private static long length(Luks2Object segment, long start, long sector, long size)
      throws LuksException {
    long room = (size - start) / sector * sector;
    long length = segment.text("size").equals("dynamic") ? room : segment.number("size");
    if (length <= 0 || length > room || length % sector != 0) {
      throw nowhere();
    }
    return length;
  }

  private Map<String, Luks2Object> slots() throws LuksException {
    return root.object("keyslots").objects();
  }

  /** No slot may lie in the data, and one at least must be there. */
  private void requireSlots(long data) throws LuksException {
    if (slots().isEmpty()) {
      throw LuksException.unsupported("it has no key slot, so no key opens it");
    }
    for (Luks2Object slot : slots().values()) {
      Luks2Object area = slot.object("area");
      long start = area.number("offset");
      if (start < 2 * header.size() || start > data - area.number("size")) {
        throw LuksException.damaged("a key slot of its header lies in its data");
      }
    }
  }

  private Luks2Object digest() throws LuksException {
    List<Luks2Object> found = new ArrayList<>();
    for (Luks2Object digest : root.object("digests").objects().values()) {
      if (digest.texts("segments").contains(ONLY_SEGMENT)) {
        found.add(digest);
      }
    }
    if (found.size() != 1 || !found.get(0).text("type").equals("pbkdf2")) {
      throw LuksException.unsupported("its key is proved in a way that is not known here");
    }
    return found.get(0);
  }

  private static KeyDigest proof(Luks2Object digest) throws LuksException {
    try {
      return new KeyDigest(
          digest.text("hash"),
          hex(digest.text("salt")),
          digest.number("iterations"),
          hex(digest.text("digest")));
    } catch (IllegalArgumentException e) {
      throw LuksException.damaged("the proof of its key makes no sense");
    }
  }

  private static String hex(String base64) {
    return HexFormat.of().formatHex(Base64.getDecoder().decode(base64));
  }

  /** The length of the volume key, on which all slots that hold it have to agree. */
  private int keyBytes(Luks2Object digest) throws LuksException {
    Set<Long> sizes = new TreeSet<>();
    for (Map.Entry<String, Luks2Object> slot : slots().entrySet()) {
      if (digest.texts("keyslots").contains(slot.getKey())) {
        sizes.add(slot.getValue().number("key_size"));
      }
    }
    long size = sizes.stream().findFirst().orElse(0L);
    if (sizes.size() != 1 || size < 1 || size > LARGEST_KEY) {
      throw LuksException.unsupported("none of its key slots opens its data");
    }
    return (int) size;
  }
}
