package org.diskreplicator.it.sandbox;

import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every fixture from disk to qcow2 to raw to qcow2, and compressed; each copy is judged.
 *
 * <p>Its matrix keeps two cores busy, so it runs when the other classes have ended.
 */
@ExtendWith(SandboxLab.class)
@Order(Integer.MAX_VALUE)
class RoundTripIT {
  static List<Cell> cells() {
    return Cell.selected();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cells")
  void copyIsGood(Cell cell, Matrix matrix) throws Throwable {
    matrix.result(cell);
  }
}
