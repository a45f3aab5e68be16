package org.diskreplicator.engine.lvm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.diskreplicator.engine.volume.UnsoundLayerException;

/**
 * A volume group as its metadata describes it. Source: lib/format_text/export.c of LVM2.
 *
 * @param extent bytes of an extent
 * @param stores its physical volumes, by the names that segments use
 * @param volumes its logical volumes, hidden ones too
 */
record VolumeGroup(
    String name, String id, long extent, Map<String, Store> stores, List<LogicalVolume> volumes) {
  static final int SECTOR = 512;

  /** LVM's own limit, see vgcreate(8), is 16 GiB for the extents of old metadata. */
  private static final long LARGEST_EXTENT = 1L << 40;

  /** 1 EiB; lvm(8) names 8 EiB as the end of what 64-bit kernels address. */
  private static final long LARGEST_VOLUME = 1L << 60;

  private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9#!-]{38}");
  private static final Set<String> USUAL = Set.of("RESIZEABLE", "READ", "WRITE");
  private static final Set<String> USUAL_OF_STORE = Set.of("ALLOCATABLE");

  /**
   * A physical volume as its group sees it.
   *
   * @param uuid without dashes
   * @param start first byte of the first extent
   * @param extents their number
   * @param size bytes of the physical volume
   * @param state usable, or why it is not
   */
  record Store(String uuid, long start, long extents, long size, State state) {}

  /** Whether a group counts on what is there. */
  enum State {
    THERE,
    MISSING
  }

  static VolumeGroup parse(String text) throws UnsoundLayerException {
    ConfigSection whole = ConfigText.parse(text);
    if (whole.sections().size() != 1 || whole.number("version") != 1) {
      throw UnsoundLayerException.damaged("its metadata does not describe one volume group");
    }
    Map.Entry<String, ConfigSection> found = whole.sections().entrySet().iterator().next();
    return of(found.getKey(), found.getValue());
  }

  private static VolumeGroup of(String name, ConfigSection group) throws UnsoundLayerException {
    requireUsual(group);
    long extent = group.number("extent_size") * SECTOR;
    if (extent == 0 || extent > LARGEST_EXTENT) {
      throw UnsoundLayerException.damaged("its metadata has an impossible size of extents");
    }
    Map<String, Store> stores = new LinkedHashMap<>();
    for (Map.Entry<String, ConfigSection> one : group.sectionsOf("physical_volumes").entrySet()) {
      stores.put(one.getKey(), store(one.getValue()));
    }
    List<LogicalVolume> volumes = new ArrayList<>();
    for (Map.Entry<String, ConfigSection> one : group.sectionsOf("logical_volumes").entrySet()) {
      volumes.add(LogicalVolume.of(one.getKey(), one.getValue()));
      if (volumes.get(volumes.size() - 1).extents() > LARGEST_VOLUME / extent) {
        throw UnsoundLayerException.damaged("its metadata has a volume of an impossible size");
      }
    }
    return new VolumeGroup(name, identifier(group), extent, stores, volumes);
  }

  private static String identifier(ConfigSection section) throws UnsoundLayerException {
    String id = section.text("id");
    if (!IDENTIFIER.matcher(id).matches()) {
      throw UnsoundLayerException.damaged("its metadata has an identifier of another kind");
    }
    return id;
  }

  /** The same group under another name. */
  VolumeGroup named(String other) {
    return new VolumeGroup(other, id, extent, stores, volumes);
  }

  private static void requireUsual(ConfigSection group) throws UnsoundLayerException {
    List<String> status = group.words("status");
    if (status.contains("EXPORTED")) {
      throw UnsoundLayerException.unsupported("its volume group is exported");
    }
    if (!USUAL.containsAll(status) || !group.words("flags").isEmpty()) {
      throw UnsoundLayerException.unsupported(
          "its volume group is in a state that is unknown here");
    }
    if (!group.text("format").equals("lvm2")) {
      throw UnsoundLayerException.unsupported("its metadata is in a format that is unknown here");
    }
  }

  private static Store store(ConfigSection store) throws UnsoundLayerException {
    List<String> status = store.words("status");
    List<String> flags = store.words("flags");
    boolean missing = flags.contains("MISSING") || status.contains("MISSING");
    if (!missing && !(USUAL_OF_STORE.containsAll(status) && flags.isEmpty())) {
      throw UnsoundLayerException.unsupported(
          "a physical volume of its group is in a state that is unknown here");
    }
    return new Store(
        identifier(store).replace("-", ""),
        store.number("pe_start") * SECTOR,
        store.number("pe_count"),
        store.number("dev_size") * SECTOR,
        missing ? State.MISSING : State.THERE);
  }
}
