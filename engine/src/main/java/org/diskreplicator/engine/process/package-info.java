/** The only place where a process starts. Depends on model and failure. */
@NullMarked
package org.diskreplicator.engine.process;

import org.jspecify.annotations.NullMarked;
