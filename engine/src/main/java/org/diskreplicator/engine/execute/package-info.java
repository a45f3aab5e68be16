/** Runs the steps of a plan under one cleanup stack. Depends on plan, ports, image and scope. */
@NullMarked
package org.diskreplicator.engine.execute;

import org.jspecify.annotations.NullMarked;
