package org.diskreplicator.engine.execute;

import java.util.List;
import org.diskreplicator.engine.image.Patch;
import org.diskreplicator.engine.image.PatchBase;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.ImageFormat;

/**
 * Bytes on their way to one place of the target.
 *
 * @param below name of the image that holds them, for a mask's header
 * @param format by which {@code below} is opened
 * @param free bytes that are left out, relative to their start
 * @param patches bytes that differ on purpose, relative to their start
 * @param around asked for what lies around the patches
 * @param bytes about how many of them travel
 * @param place where they go on the target's disk
 * @param end what is to be done once they are there
 */
record Passage(
    String below,
    ImageFormat format,
    ExtentSet free,
    List<Patch> patches,
    PatchBase around,
    long bytes,
    Extent place,
    Runnable end) {}
