package org.diskreplicator.it.sandbox;

/** Who runs a command in the sandbox. */
enum SandboxUser {
  ROOT(0),
  /** Without any privilege. */
  NOBODY(65534);

  private final int number;

  SandboxUser(int number) {
    this.number = number;
  }

  /** Of the user, and of its only group. */
  int number() {
    return number;
  }

  /** User and group as numbers with a colon between. */
  String id() {
    return number + ":" + number;
  }
}
