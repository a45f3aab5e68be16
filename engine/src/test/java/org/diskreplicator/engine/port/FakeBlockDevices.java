package org.diskreplicator.engine.port;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;

/** Devices that remember what was asked of them, such as {@code zero 0+1048576}. */
public final class FakeBlockDevices implements BlockDevices {
  private final List<String> calls = new ArrayList<>();
  private boolean claimed;

  /** From now on somebody else holds them. */
  public void claim() {
    claimed = true;
  }

  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public boolean isClaimed(Path device) {
    return claimed;
  }

  @Override
  public void zero(Path device, Extent range) {
    if (claimed) {
      throw new RefusedException("'" + device + "' is in use.");
    }
    calls.add("zero " + range.offset() + "+" + range.length());
  }

  @Override
  public void flush(Path device) {
    calls.add("flush");
  }

  @Override
  public void rereadTable(Path device) {
    calls.add("reread");
  }
}
