/** Puts adapters behind ports; the one place that knows all of them. */
@NullMarked
package org.diskreplicator.engine.wiring;

import org.jspecify.annotations.NullMarked;
