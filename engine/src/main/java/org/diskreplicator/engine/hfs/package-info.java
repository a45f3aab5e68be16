/** Reads the used map of HFS+; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.hfs;

import org.jspecify.annotations.NullMarked;
