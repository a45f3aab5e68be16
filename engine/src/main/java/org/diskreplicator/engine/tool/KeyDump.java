package org.diskreplicator.engine.tool;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Takes the volume key out of what cryptsetup prints: pairs of hexadecimal digits behind {@code MK
 * dump:} (in some versions {@code Volume key dump:}), 16 a line.
 */
final class KeyDump implements Consumer<String> {
  private static final String TITLE = "dump:";
  private static final int LARGEST = 512;
  private static final int HEX = 16;

  private final byte[] key = new byte[LARGEST];
  private int digits;
  private boolean begun;

  @Override
  public void accept(String line) {
    int title = line.indexOf(TITLE);
    String rest = title < 0 ? line : line.substring(title + TITLE.length());
    begun = begun || title >= 0;
    if (begun) {
      rest.strip().chars().forEach(this::digit);
    }
  }

  private void digit(int character) {
    int value = Character.digit(character, HEX);
    if (value >= 0 && digits / 2 < LARGEST) {
      key[digits / 2] = (byte) (key[digits / 2] << 4 | value);
      digits++;
    }
  }

  /** The key; whoever takes it clears it. */
  Optional<byte[]> key() {
    return digits == 0 || digits % 2 != 0
        ? Optional.empty()
        : Optional.of(Arrays.copyOf(key, digits / 2));
  }

  void clear() {
    Arrays.fill(key, (byte) 0);
  }
}
