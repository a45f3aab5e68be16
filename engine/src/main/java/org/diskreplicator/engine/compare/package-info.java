/**
 * Whether two disks hold the same files, wherever these lie. Depends on model, failure, port,
 * event, execute and the cancel token.
 */
@NullMarked
package org.diskreplicator.engine.compare;

import org.jspecify.annotations.NullMarked;
