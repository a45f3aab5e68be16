package org.diskreplicator.cli;

import java.util.Set;
import org.diskreplicator.engine.execute.CloneReport;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.ImageShape.Preallocation;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.TargetFacts;
import org.diskreplicator.engine.plan.CloneOptions;
import org.diskreplicator.engine.plan.Plan;
import org.diskreplicator.engine.port.RemoteAddress;

/** A target that is a file on a machine that is reached by ssh. */
record SshTarget(RemoteAddress address) implements CloneTarget {
  private static final Set<ImageFormat> FORMATS = Set.of(ImageFormat.RAW, ImageFormat.QCOW2);

  @Override
  public TargetFacts look(Session session, Inspection disk) {
    return session.farFiles().look(address);
  }

  @Override
  public void require(ImageFormat format, CloneOptions options) {
    if (!FORMATS.contains(format)) {
      throw new RefusedException(
          "Only raw and qcow2 images are written by ssh; give one of these formats, or clone to a"
              + " file here.");
    }
    if (options.backing() == CloneOptions.Backing.KEEP) {
      throw new RefusedException(
          "'" + address + "' would stand on a file of this machine; clone without --keep-backing.");
    }
    if (options.shape().preallocation() != Preallocation.OFF) {
      throw new RefusedException(
          "Room cannot be reserved by ssh; clone without --preallocation, or to a file here.");
    }
  }

  @Override
  public CloneReport write(Session session, CloneView view, Plan plan) {
    return session.farFileExecutor(view).execute(plan, address);
  }

  @Override
  public boolean isPutTogetherHere() {
    return true;
  }
}
