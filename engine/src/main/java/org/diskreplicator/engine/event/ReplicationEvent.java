package org.diskreplicator.engine.event;

import org.diskreplicator.engine.model.Area;
import org.diskreplicator.engine.model.TargetState;

/** Something that happened while a plan ran. */
public sealed interface ReplicationEvent {
  <R> R accept(Visitor<R> visitor);

  /** A step began; {@code bytes} is what it works on. */
  record StepStarted(String step, long bytes) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.stepStarted(this);
    }
  }

  /** A step went on; {@code bytes} of {@code total} are done. */
  record Progress(String step, long bytes, long total) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.progress(this);
    }
  }

  /** A step ended well after so many milliseconds. */
  record StepFinished(String step, long millis) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.stepFinished(this);
    }
  }

  /** A mask was written. */
  record MaskWritten(long fileBytes, int clusterBytes, int freeRanges, long maskedBytes)
      implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.maskWritten(this);
    }
  }

  /**
   * A file system's full check ended.
   *
   * @param agrees whether the map was right to trust; if not, the area is copied whole
   */
  record MapChecked(Area area, boolean agrees, String findings) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.mapChecked(this);
    }
  }

  /** Something that the user should read. */
  record Warning(String text) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.warning(this);
    }
  }

  /** The target's state changed. */
  record TargetChanged(TargetState state) implements ReplicationEvent {
    @Override
    public <R> R accept(Visitor<R> visitor) {
      return visitor.targetChanged(this);
    }
  }

  /** One case per event. */
  interface Visitor<R> {
    R stepStarted(StepStarted event);

    R progress(Progress event);

    R stepFinished(StepFinished event);

    R maskWritten(MaskWritten event);

    R mapChecked(MapChecked event);

    R warning(Warning event);

    R targetChanged(TargetChanged event);
  }
}
