package org.diskreplicator.engine.execute;

import java.nio.file.Path;

/**
 * What became of a disk that was made sparse where it is.
 *
 * @param image what holds it
 * @param discardedBytes of the disk that were given back, or had been before
 * @param bytesBefore that the image took where it is stored; 0 for a device, which does not say
 * @param bytesAfter that it takes now; 0 for a device
 */
public record InPlaceReport(
    Path image, long discardedBytes, long bytesBefore, long bytesAfter, long millis) {}
