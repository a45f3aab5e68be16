/** Used maps of xfs by its own structures. Depends on usage and model. */
@NullMarked
package org.diskreplicator.engine.xfs;

import org.jspecify.annotations.NullMarked;
