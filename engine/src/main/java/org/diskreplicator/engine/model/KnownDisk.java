package org.diskreplicator.engine.model;

import java.nio.file.Path;

/** A disk of this machine; what it holds is empty too when it may not be read. */
public record KnownDisk(Path node, boolean readable, DeviceFacts facts) {}
