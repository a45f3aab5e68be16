package org.diskreplicator.engine.model;

/** Kind of a partition table, named as sfdisk(8) names it. */
public enum TableType {
  GPT,
  DOS;

  @Override
  public String toString() {
    return this == GPT ? "gpt" : "dos";
  }
}
