package org.diskreplicator.engine.compare;

import org.diskreplicator.engine.execute.MaskedComparison.Stretch;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.port.ImageFiles.View;

/** A stretch of one of the two disks. */
record Side(Inspection disk, Region region) {
  View view() {
    return new View(disk.image().path(), disk.image().format());
  }

  Stretch stretch() {
    return new Stretch(disk.image(), region.extent());
  }
}
