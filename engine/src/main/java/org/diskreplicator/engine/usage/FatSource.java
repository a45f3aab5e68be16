package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;

/** A sound FAT file system that is to be made anew. */
final class FatSource implements AutoCloseable {
  private static final int SYSTEM_NAME = 3; // BS_OEMName
  private static final int SYSTEM_NAME_LENGTH = 8;

  private final RegionReader reader;
  private final FatBootSector boot;
  private final FatGeometry geometry;

  private FatSource(RegionReader reader) throws IOException, UntrustworthyException {
    this.reader = reader;
    this.boot = FatBootSector.read(reader);
    this.geometry = FatGeometry.of(boot, reader.size());
    new FatTable(reader, geometry).requireSound();
  }

  /** Opens the one that fills a part of a disk. */
  static FatSource open(Path disk, Extent part) throws IOException, UntrustworthyException {
    RegionReader reader = RegionReader.open(disk, part);
    try {
      return new FatSource(reader);
    } catch (IOException | UntrustworthyException | RuntimeException e) {
      reader.close();
      throw e;
    }
  }

  RegionReader reader() {
    return reader;
  }

  FatLayout layout() {
    return FatLayout.of(boot, geometry);
  }

  FatCensus census() throws IOException, UntrustworthyException {
    FatCensus census = new FatCensus();
    walk(census);
    return census;
  }

  /** Hands all files and folders to the sink. */
  void walk(FatSink sink) throws IOException, UntrustworthyException {
    new FatWalk(reader, geometry, sink).run();
  }

  /** What lies before the tables. */
  ByteBuffer reserved() throws IOException {
    return reader.read(0, (int) geometry.tableOffset());
  }

  /** One of the two entries before those of clusters: media and flags. */
  int flagEntry(int index) throws IOException {
    FatWidth width = geometry.width();
    return width.entry(reader.read(geometry.tableOffset(), (int) width.bytes(2)), index);
  }

  /** Name of the system that made it, or whose boot code it has; padded with spaces. */
  String systemName() throws IOException {
    byte[] name = new byte[SYSTEM_NAME_LENGTH];
    reader.read(SYSTEM_NAME, SYSTEM_NAME_LENGTH).get(name);
    return new String(name, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
