/** Runs the packaged command, and the tools that judge it, in a privileged container. */
@NullMarked
package org.diskreplicator.it.sandbox;

import org.jspecify.annotations.NullMarked;
