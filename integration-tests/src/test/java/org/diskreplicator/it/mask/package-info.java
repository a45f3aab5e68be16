/** The mask and the relocated GPT, judged by QEMU and sfdisk. */
@NullMarked
package org.diskreplicator.it.mask;

import org.jspecify.annotations.NullMarked;
