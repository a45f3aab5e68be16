package org.diskreplicator.engine.inspect;

import java.util.Optional;
import org.diskreplicator.engine.model.ImageFormat;

/**
 * What the user wants to have read.
 *
 * @param format of the image, when the user states it
 */
public record SourceSpec(
    DiskReference name, Optional<ImageFormat> format, ExternalFiles external) {}
