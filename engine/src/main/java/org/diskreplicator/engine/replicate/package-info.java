/** Makes the file systems anew that this project knows itself, and copies their files. */
@NullMarked
package org.diskreplicator.engine.replicate;

import org.jspecify.annotations.NullMarked;
