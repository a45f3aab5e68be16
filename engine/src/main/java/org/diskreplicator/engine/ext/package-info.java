/** Reads the used map of ext2, ext3 and ext4; depends on the package usage. */
@NullMarked
package org.diskreplicator.engine.ext;

import org.jspecify.annotations.NullMarked;
