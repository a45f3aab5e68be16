/**
 * Runs the packaged command on real disks; proofs come from tools that the engine did not write.
 */
@NullMarked
package org.diskreplicator.it;

import org.jspecify.annotations.NullMarked;
