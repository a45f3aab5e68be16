/** Used maps of btrfs. Depends on model and usage. */
@NullMarked
package org.diskreplicator.engine.btrfs;

import org.jspecify.annotations.NullMarked;
