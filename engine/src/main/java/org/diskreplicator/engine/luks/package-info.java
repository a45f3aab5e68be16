/** The volumes of LUKS containers whose key is known. Depends on model, failure, port, volume. */
@NullMarked
package org.diskreplicator.engine.luks;

import org.jspecify.annotations.NullMarked;
