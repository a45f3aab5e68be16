/** Commands that run again in a container, where they may mount. Depends on port and scope. */
@NullMarked
package org.diskreplicator.engine.sandbox;

import org.jspecify.annotations.NullMarked;
