/** Reads the used map of reiser4; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.reiser4;

import org.jspecify.annotations.NullMarked;
