package org.diskreplicator.engine.inspect;

/** Whether an image may name files outside its own folder. */
public enum ExternalFiles {
  REFUSED,
  ALLOWED,
  /** None at all: nothing lies beside a disk of another machine. */
  NONE
}
