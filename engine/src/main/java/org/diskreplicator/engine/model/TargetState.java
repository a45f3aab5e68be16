package org.diskreplicator.engine.model;

/** What became of a target. */
public enum TargetState {
  UNTOUCHED("untouched"),
  INCOMPLETE("incomplete"),
  COPIED_UNVERIFIED("copied, not verified"),
  VERIFIED("verified");

  private final String text;

  TargetState(String text) {
    this.text = text;
  }

  @Override
  public String toString() {
    return text;
  }
}
