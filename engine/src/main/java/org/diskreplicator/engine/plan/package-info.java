/** Pure decision: an inspection and options become a plan or a rejection. Depends on the model. */
@NullMarked
package org.diskreplicator.engine.plan;

import org.jspecify.annotations.NullMarked;
