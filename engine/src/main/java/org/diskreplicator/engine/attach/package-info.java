/**
 * Images shown as files for longer than one run: attach, list, detach. Depends on ports and scope.
 */
@NullMarked
package org.diskreplicator.engine.attach;

import org.jspecify.annotations.NullMarked;
