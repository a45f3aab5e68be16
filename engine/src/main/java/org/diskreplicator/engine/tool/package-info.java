/** One adapter per wrapped program, implementing the ports. Depends on ports, process and scope. */
@NullMarked
package org.diskreplicator.engine.tool;

import org.jspecify.annotations.NullMarked;
