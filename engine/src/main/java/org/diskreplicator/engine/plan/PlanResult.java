package org.diskreplicator.engine.plan;

/** A plan, or the reason why there is none. */
public sealed interface PlanResult permits Plan, Assembly, PlanResult.Rejection {

  /**
   * Nothing was written, and nothing will be.
   *
   * @param reason one sentence: what is wrong and what to do
   */
  record Rejection(String reason) implements PlanResult {}
}
