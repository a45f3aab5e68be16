/** Used maps: one reader per content. Depends on ports and model. */
@NullMarked
package org.diskreplicator.engine.usage;

import org.jspecify.annotations.NullMarked;
