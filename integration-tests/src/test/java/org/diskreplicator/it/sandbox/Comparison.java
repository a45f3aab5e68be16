package org.diskreplicator.it.sandbox;

import java.util.List;

/**
 * What the program {@code compare} has found; lists end after ten entries.
 *
 * @param used begin and end of sectors that differ and are not free
 * @param free where the copy holds the marker of deleted data in what is free
 * @param image where the image file holds it, although the disk shows it nowhere
 */
record Comparison(List<List<Long>> used, List<Long> free, List<Long> image) {}
