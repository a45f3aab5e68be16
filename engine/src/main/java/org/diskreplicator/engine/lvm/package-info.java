/** Reads the metadata of LVM2, and so finds its volumes; depends on model and volume. */
@NullMarked
package org.diskreplicator.engine.lvm;

import org.jspecify.annotations.NullMarked;
