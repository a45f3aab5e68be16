/**
 * Image files that the engine writes itself: the mask and relocated tables. Depends on the model.
 */
@NullMarked
package org.diskreplicator.engine.image;

import org.jspecify.annotations.NullMarked;
