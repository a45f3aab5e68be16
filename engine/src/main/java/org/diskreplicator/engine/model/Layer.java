package org.diskreplicator.engine.model;

import java.util.Optional;

/**
 * How a qcow2 image is written down as a layer above another image.
 *
 * @param below name of that image as the header has it: absolute, or relative to the folder of this
 *     one
 * @param format of that image, where the header tells it
 */
public record Layer(String below, Optional<ImageFormat> format, ClusterShape clusters) {}
