/**
 * Serves bytes to QEMU's programs as a network block device on a local socket. Depends on volume.
 */
@NullMarked
package org.diskreplicator.engine.nbd;

import org.jspecify.annotations.NullMarked;
