/** GUID partition tables, read from the bytes of a disk. */
@NullMarked
package org.diskreplicator.engine.gpt;

import org.jspecify.annotations.NullMarked;
