package org.diskreplicator.cli;

import java.util.List;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.port.RemoteNames;

/**
 * What a failure means when a remote disk is in use: all that programs see of a server that dies is
 * an error of the device (EIO).
 */
final class RemoteLoss {
  private static final List<String> WORDS =
      List.of(
          "Input/output error",
          "Transport endpoint is not connected",
          "Connection refused",
          "Connection reset");

  private RemoteLoss() {}

  /** The sentence about a failure. */
  static String sentence(ReplicationException failure, RemoteNames names) {
    return isLoss(failure) && !names.isEmpty()
        ? names.all()
            + " stopped answering or reported an error while it was in use; look at its server and"
            + " the network, and run the command again."
        : failure.sentence();
  }

  private static boolean isLoss(ReplicationException failure) {
    return (failure instanceof CommandFailedException || failure instanceof InputOutputException)
        && WORDS.stream().anyMatch(failure.sentence()::contains);
  }
}
