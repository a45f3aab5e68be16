package org.diskreplicator.it.sandbox;

/** Who runs a command in the sandbox. */
enum SandboxUser {
  ROOT("0:0"),
  /** Without any privilege. */
  NOBODY("65534:65534");

  private final String id;

  SandboxUser(String id) {
    this.id = id;
  }

  /** User and group as numbers with a colon between. */
  String id() {
    return id;
  }
}
