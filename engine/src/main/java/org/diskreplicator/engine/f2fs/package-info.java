/** Reads the used map of f2fs; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.f2fs;

import org.jspecify.annotations.NullMarked;
