package org.diskreplicator.it.sandbox;

/**
 * A fixture that was built, and what is known of it.
 *
 * @param raw the same bytes as a raw file
 * @param facts what {@code examine} wrote down
 * @param deletedData whether the recipe put the marker of deleted data on it
 */
record Original(String name, Disk disk, RawView raw, Facts facts, boolean deletedData)
    implements AutoCloseable {
  @Override
  public void close() {
    raw.close();
  }
}
