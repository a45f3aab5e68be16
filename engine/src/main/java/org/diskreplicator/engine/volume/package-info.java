/**
 * The bytes of volumes that lie in pieces, or enciphered, on a disk that is readable as a file.
 * Depends on model.
 */
@NullMarked
package org.diskreplicator.engine.volume;

import org.jspecify.annotations.NullMarked;
