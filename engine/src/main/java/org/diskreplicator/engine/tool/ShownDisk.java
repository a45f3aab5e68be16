package org.diskreplicator.engine.tool;

import org.diskreplicator.engine.port.RemoteDisk;

/**
 * A remote disk as it is shown here, and the programs that show it.
 *
 * @param end ends them; what was written is with the server then
 */
record ShownDisk(RemoteDisk disk, Runnable end) {}
