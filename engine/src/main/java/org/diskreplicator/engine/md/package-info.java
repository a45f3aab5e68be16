/** Reads the superblocks of Linux software RAID (md); depends on model and volume. */
@NullMarked
package org.diskreplicator.engine.md;

import org.jspecify.annotations.NullMarked;
