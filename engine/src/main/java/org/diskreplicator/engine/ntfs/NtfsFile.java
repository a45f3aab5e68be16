package org.diskreplicator.engine.ntfs;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** A file with all its attributes, whatever records they stand in. */
final class NtfsFile {
  private final RegionReader region;
  private final NtfsGeometry geometry;
  private final List<NtfsAttribute> attributes;

  NtfsFile(RegionReader region, NtfsGeometry geometry, List<NtfsAttribute> attributes) {
    this.region = region;
    this.geometry = geometry;
    this.attributes = List.copyOf(attributes);
  }

  /** The bytes of an attribute; empty when the file has none such. */
  Optional<NtfsStream> stream(int type, String name) throws UntrustworthyException {
    List<NtfsAttribute> stretches =
        attributes.stream()
            .filter(attribute -> attribute.is(type, name))
            .sorted(Comparator.comparingLong(NtfsAttribute::firstCluster))
            .toList();
    if (stretches.isEmpty()) {
      return Optional.empty();
    }
    NtfsStream stream = new NtfsStream(region, geometry, stretches.get(0));
    for (NtfsAttribute stretch : stretches.subList(1, stretches.size())) {
      stream.append(stretch);
    }
    return Optional.of(stream);
  }

  /** The bytes of an attribute that the file must have. */
  NtfsStream require(int type, String name) throws UntrustworthyException {
    return stream(type, name)
        .orElseThrow(
            () -> UntrustworthyException.damaged("one of its own files lacks an attribute"));
  }

  /** Adds the bytes of the region that any of the attributes lies in. */
  void addTo(ExtentSet.Builder places) {
    for (NtfsAttribute attribute : attributes) {
      for (Run run : attribute.runs()) {
        if (!run.isHole()) {
          long start = run.cluster() * geometry.clusterBytes();
          places.add(start, start + run.count() * geometry.clusterBytes());
        }
      }
    }
  }
}
