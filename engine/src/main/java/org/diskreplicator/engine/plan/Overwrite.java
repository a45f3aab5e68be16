package org.diskreplicator.engine.plan;

import java.util.Optional;

/**
 * The consent to lose all that is on a device.
 *
 * @param serial number of the only device that it is given for; else it is for any
 */
public record Overwrite(Optional<String> serial) {}
