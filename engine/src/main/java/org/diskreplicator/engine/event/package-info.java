/** What happens while a plan runs, for whoever renders it. Depends on the model. */
@NullMarked
package org.diskreplicator.engine.event;

import org.jspecify.annotations.NullMarked;
