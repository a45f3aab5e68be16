/** Reads exFAT and makes it anew, without a mount and without root. */
@NullMarked
package org.diskreplicator.engine.exfat;

import org.jspecify.annotations.NullMarked;
