/** Reads the used map of NTFS; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.ntfs;

import org.jspecify.annotations.NullMarked;
