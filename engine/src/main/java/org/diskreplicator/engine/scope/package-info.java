/**
 * What was acquired and how it is released: cleanup stack, run journal. Depends on model and
 * failure.
 */
@NullMarked
package org.diskreplicator.engine.scope;

import org.jspecify.annotations.NullMarked;
