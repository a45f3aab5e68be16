/**
 * What the engine needs of the outside, in words of the domain. Depends on model, failure and the
 * cancel token.
 */
@NullMarked
package org.diskreplicator.engine.port;

import org.jspecify.annotations.NullMarked;
