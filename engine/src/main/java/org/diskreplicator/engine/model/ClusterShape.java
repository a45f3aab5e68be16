package org.diskreplicator.engine.model;

/**
 * How a qcow2 image divides its disk.
 *
 * @param size of a cluster
 * @param divided whether each cluster has 32 parts of its own: extended L2 entries
 */
public record ClusterShape(ByteSize size, boolean divided) {}
