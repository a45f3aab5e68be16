/** The diskrep command: arguments in, text or JSON out. Depends on the engine. */
@NullMarked
package org.diskreplicator.cli;

import org.jspecify.annotations.NullMarked;
