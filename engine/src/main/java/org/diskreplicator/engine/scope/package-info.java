/**
 * What was acquired and how it is released: cleanup stack, run journal, cleanup of dead runs.
 * Depends on failure and process.
 */
@NullMarked
package org.diskreplicator.engine.scope;

import org.jspecify.annotations.NullMarked;
