/** What this machine has and lacks for the features of the engine. Depends on process and scope. */
@NullMarked
package org.diskreplicator.engine.doctor;

import org.jspecify.annotations.NullMarked;
