package org.diskreplicator.engine.plan;

import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.Strategy;

/**
 * What becomes of one region.
 *
 * @param copiedBytes bytes of it that travel
 * @param reason a short clause for people
 */
public record RegionPlan(Region region, Strategy strategy, long copiedBytes, String reason) {}
