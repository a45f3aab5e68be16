package org.diskreplicator.it.sandbox;

/**
 * A fixture that was built, and what is known of it.
 *
 * @param raw the same bytes as a raw file
 * @param facts what {@code examine} wrote down
 * @param claimed whether the recipe says that it put the marker of deleted data on it
 * @param found whether the marker is there
 */
record Original(String name, Disk disk, RawView raw, Facts facts, boolean claimed, boolean found)
    implements AutoCloseable {
  @Override
  public void close() {
    raw.close();
  }
}
