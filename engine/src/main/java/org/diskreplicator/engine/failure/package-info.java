/**
 * The one family of exceptions that the engine throws, with their fields, also out of other
 * threads. Depends on the model.
 */
@NullMarked
package org.diskreplicator.engine.failure;

import org.jspecify.annotations.NullMarked;
