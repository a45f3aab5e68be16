/** Used maps against the file systems' own tools. */
@NullMarked
package org.diskreplicator.it.usage;

import org.jspecify.annotations.NullMarked;
