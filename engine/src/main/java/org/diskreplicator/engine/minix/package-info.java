/** Reads used maps of minix file systems. */
@NullMarked
package org.diskreplicator.engine.minix;

import org.jspecify.annotations.NullMarked;
