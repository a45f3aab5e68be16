package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** $MFT, the table of files. */
final class NtfsTable {
  private static final int LARGEST_LIST = 256 << 10;
  private static final int LIST_ENTRY = 26;
  private static final int TYPE = 0;
  private static final int LENGTH = 4;
  private static final int RECORD = 16;

  private final RegionReader region;
  private final NtfsGeometry geometry;
  private final NtfsStream records;

  private NtfsTable(RegionReader region, NtfsGeometry geometry, NtfsStream records) {
    this.region = region;
    this.geometry = geometry;
    this.records = records;
  }

  /**
   * Finds it by its first record. Where its place fills more than that, each further record lies in
   * a part of it that is known by then.
   */
  static NtfsTable open(RegionReader region, NtfsGeometry geometry)
      throws IOException, UntrustworthyException {
    long at = geometry.table() * geometry.clusterBytes();
    NtfsRecord first = new NtfsRecord(region.read(at, geometry.recordBytes()), geometry);
    List<NtfsAttribute> attributes = first.attributes();
    NtfsStream known = new NtfsStream(region, geometry, data(attributes).orElseThrow(() -> lost()));
    if (known.firstCluster() != geometry.table()) {
      throw lost();
    }
    NtfsTable table = new NtfsTable(region, geometry, known);
    for (long number : table.others(0, attributes)) {
      Optional<NtfsAttribute> more = data(table.part(number, 0));
      if (more.isPresent()) {
        known.append(more.get());
      }
    }
    return table;
  }

  private static Optional<NtfsAttribute> data(List<NtfsAttribute> attributes) {
    return attributes.stream().filter(one -> one.is(NtfsAttribute.DATA, "")).findFirst();
  }

  private static UntrustworthyException lost() {
    return UntrustworthyException.damaged("its table of files is not where it should be");
  }

  /** The record of this number as it is on the disk, with its bytes put back to their places. */
  NtfsRecord record(long number) throws IOException, UntrustworthyException {
    if (number < 0 || number >= records.size() / geometry.recordBytes()) {
      throw UntrustworthyException.damaged("its table of files is too short");
    }
    ByteBuffer bytes = records.read(number * geometry.recordBytes(), geometry.recordBytes());
    return new NtfsRecord(bytes, geometry);
  }

  /** A file of this number. */
  NtfsFile file(long number) throws IOException, UntrustworthyException {
    NtfsRecord record = record(number);
    if (record.base() != 0) {
      throw UntrustworthyException.damaged("a record of one of its own files is another's");
    }
    List<NtfsAttribute> attributes = new ArrayList<>(record.attributes());
    for (long other : others(number, attributes)) {
      attributes.addAll(part(other, number));
    }
    return new NtfsFile(region, geometry, attributes);
  }

  /** The attributes in a record that belongs to another one. */
  private List<NtfsAttribute> part(long number, long base)
      throws IOException, UntrustworthyException {
    NtfsRecord record = record(number);
    if (record.base() != base) {
      throw UntrustworthyException.damaged("a record of one of its own files is another's");
    }
    return record.attributes();
  }

  /** The other records that a file fills, in the order of its list of attributes. */
  private Set<Long> others(long number, List<NtfsAttribute> attributes)
      throws IOException, UntrustworthyException {
    Set<Long> found = new LinkedHashSet<>();
    NtfsFile known = new NtfsFile(region, geometry, attributes);
    Optional<NtfsStream> list = known.stream(NtfsAttribute.LIST, "");
    if (list.isEmpty()) {
      return found;
    }
    if (list.get().size() > LARGEST_LIST) {
      throw damagedList();
    }
    ByteBuffer entries = list.get().read(0, (int) list.get().size());
    for (int at = 0; at < entries.limit(); ) {
      int length = entries.limit() - at < LIST_ENTRY ? 0 : entries.getShort(at + LENGTH);
      if (length < LIST_ENTRY || length > entries.limit() - at || entries.getInt(at + TYPE) == 0) {
        throw damagedList();
      }
      found.add(NtfsRecord.number(entries.getLong(at + RECORD)));
      at += length;
    }
    found.remove(number);
    return found;
  }

  private static UntrustworthyException damagedList() {
    return UntrustworthyException.damaged("a list of attributes is damaged");
  }
}
