package org.diskreplicator.engine.image;

/**
 * What a written mask amounts to.
 *
 * @param fileBytes size of the mask file
 * @param clusterBytes size of its clusters; a subcluster is a 32nd of it
 * @param maskedRanges number of free ranges left after rounding
 * @param maskedBytes bytes that read as zero because of the mask
 * @param lostBytes free bytes that the source still shows because of the rounding
 */
public record MaskFigures(
    long fileBytes, int clusterBytes, int maskedRanges, long maskedBytes, long lostBytes) {
  MaskFigures withFileBytes(long bytes) {
    return new MaskFigures(bytes, clusterBytes, maskedRanges, maskedBytes, lostBytes);
  }
}
