package org.diskreplicator.engine.usage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.LongConsumer;

/** Writes a FAT file system with the files of another one into a file that reads as zeros. */
final class FatWriter {
  private final FatSource source;
  private final FileChannel target;
  private final FatLayout layout;

  FatWriter(FatSource source, FileChannel target, FatLayout layout) {
    this.source = source;
    this.target = target;
    this.layout = layout;
  }

  /** Writes all; the boot sector comes last, so that nothing takes a part of it for the whole. */
  void write(LongConsumer progress) throws IOException, UntrustworthyException {
    FatTableWriter table = new FatTableWriter(target, layout);
    table.add(source.flagEntry(0));
    table.add(source.flagEntry(1));
    FatDataWriter data = new FatDataWriter(source.reader(), target, layout, table, progress);
    source.walk(data);
    data.flush();
    table.finish();
    RegionWriter.write(
        target, 0, new FatReserved(source.reserved(), layout).with(data.used()).rewind());
  }
}
