/**
 * Reads exFAT, its used map too, and makes it anew, without a mount and without root; depends on
 * the package usage.
 */
@NullMarked
package org.diskreplicator.engine.exfat;

import org.jspecify.annotations.NullMarked;
