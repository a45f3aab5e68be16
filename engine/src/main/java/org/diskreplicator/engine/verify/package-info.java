/** Proves that a target equals the masked source. Depends on ports and model. */
@NullMarked
package org.diskreplicator.engine.verify;

import org.jspecify.annotations.NullMarked;
