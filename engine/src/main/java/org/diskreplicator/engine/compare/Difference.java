package org.diskreplicator.engine.compare;

/**
 * One thing that is not the same on both disks.
 *
 * @param where path of a file, or what of the disk it is; hostile text
 * @param what such as {@code mode 0644 in the source, 0600 in the copy}
 */
public record Difference(String where, String what) {}
