package org.diskreplicator.engine.model;

import java.nio.file.Path;
import java.time.Instant;

/** Size and time of change of a file; two stamps differ when somebody wrote in between. */
public record FileStamp(Path path, long size, Instant modified) {}
