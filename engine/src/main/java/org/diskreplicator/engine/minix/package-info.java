/** Reads the used map of minix; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.minix;

import org.jspecify.annotations.NullMarked;
