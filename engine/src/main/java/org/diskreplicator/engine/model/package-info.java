/** Values of the domain: sizes, extents, tables, contents, images. Depends on nothing. */
@NullMarked
package org.diskreplicator.engine.model;

import org.jspecify.annotations.NullMarked;
