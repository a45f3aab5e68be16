/** What is acquired from the system is shown right and released, with real tools. */
@NullMarked
package org.diskreplicator.it.scope;

import org.jspecify.annotations.NullMarked;
