package org.diskreplicator.engine.ntfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.usage.UntrustworthyException;

/** Whether a volume was left in order, and nobody will go on with it. */
final class NtfsState {
  private static final int LOG = 2;
  private static final int VOLUME = 3;
  private static final int ROOT = 5;
  private static final int MAJOR_VERSION = 8;
  private static final int FLAGS = 10;
  private static final int INFORMATION_BYTES = 12;

  /**
   * Dirty, journal to be resized, to be upgraded, quotas or object numbers to be repaired, chkdsk
   * at work, changed by chkdsk: with one of these Linux does not write to it.
   */
  private static final int NOT_IN_ORDER = 0xc027;

  private static final int KNOWN_VERSION = 3;
  private static final String HIBERNATION = "hiberfil.sys";
  private static final int HEADER = 4096;

  private final NtfsTable table;

  NtfsState(NtfsTable table) {
    this.table = table;
  }

  void requireClean() throws IOException, UntrustworthyException {
    requireFlags();
    requireAwake();
    new NtfsLog(table.file(LOG).require(NtfsAttribute.DATA, "")).requireClosed();
  }

  private void requireFlags() throws IOException, UntrustworthyException {
    ByteBuffer information =
        table.file(VOLUME).require(NtfsAttribute.VOLUME_INFORMATION, "").read(0, INFORMATION_BYTES);
    if (information.get(MAJOR_VERSION) != KNOWN_VERSION) {
      throw new UntrustworthyException(ContentState.UNSUPPORTED, "an unknown version of NTFS");
    }
    if ((information.getShort(FLAGS) & NOT_IN_ORDER) != 0) {
      throw new UntrustworthyException(
          ContentState.DIRTY, "not clean: it is marked dirty; let Windows check it");
    }
  }

  /**
   * A Windows that suspended itself, be it whole or by fast startup, will go on with what it knew
   * of the volume. A file for that whose beginning is zero is of no use to it.
   */
  private void requireAwake() throws IOException, UntrustworthyException {
    OptionalLong number = new NtfsRoot(table.file(ROOT)).find(HIBERNATION);
    if (number.isPresent() && isSuspended(table.file(number.getAsLong()))) {
      throw new UntrustworthyException(
          ContentState.HIBERNATED,
          "a suspended Windows lies in it; start it and shut it down fully,"
              + " and 'powercfg /h off' ends fast startup");
    }
  }

  private static boolean isSuspended(NtfsFile file) throws IOException, UntrustworthyException {
    NtfsStream data = file.require(NtfsAttribute.DATA, "");
    if (data.size() < HEADER) {
      return true;
    }
    ByteBuffer header = data.read(0, HEADER);
    while (header.hasRemaining()) {
      if (header.get() != 0) {
        return true;
      }
    }
    return false;
  }
}
