package org.diskreplicator.engine.execute;

/**
 * What a comparison of a copy with its source came to.
 *
 * @param comparedBytes used bytes of the source
 */
public record Verification(boolean equal, long comparedBytes) {}
