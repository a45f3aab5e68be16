package org.diskreplicator.engine.contributed;

import java.nio.file.Path;

/**
 * A replicator that was found.
 *
 * @param program absolute path
 */
public record Contribution(Manifest manifest, Path program) {}
