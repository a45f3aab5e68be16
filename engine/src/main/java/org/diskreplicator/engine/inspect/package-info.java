/** Reads a disk and changes nothing. Depends on ports, usage and model. */
@NullMarked
package org.diskreplicator.engine.inspect;

import org.jspecify.annotations.NullMarked;
