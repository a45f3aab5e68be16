/** Reads the used map of APFS containers; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.apfs;

import org.jspecify.annotations.NullMarked;
