/** Replicators that somebody contributed: executables in any language, spoken to by a protocol. */
@NullMarked
package org.diskreplicator.engine.contributed;

import org.jspecify.annotations.NullMarked;
