package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class QemuImgMapTest {
  private final QemuImgMap map = new QemuImgMap(2);

  private static String range(long start, long length, int depth) {
    return "{ \"start\": %d, \"length\": %d, \"depth\": %d, \"present\": true, \"zero\": false},"
        .formatted(start, length, depth);
  }

  @Test
  void whatTheTopmostImageTellsIsItsOwnZerosToo() {
    map.take("[" + range(0, 512, 1));
    map.take(
        "{ \"start\": 512, \"length\": 512, \"depth\": 0, \"zero\": true, \"data\": false,"
            + " \"filename\": \"a}{b\"},");
    map.take(range(1024, 512, 2));
    map.take("]");
    assertThat(map.own(1536)).isEqualTo(ExtentSet.of(new Extent(512, 512)));
  }

  @Test
  void whatMayBeAnythingButZerosIsFilledInEachLayer() {
    QemuImgMap filled = QemuImgMap.ofFilled(2);
    filled.take("[" + range(0, 512, 1));
    filled.take("{ \"start\": 512, \"length\": 512, \"depth\": 0, \"zero\": true},");
    filled.take(range(1024, 512, 0));
    assertThat(filled.own(1536)).isEqualTo(ExtentSet.of(new Extent(0, 512), new Extent(1024, 512)));
  }

  @Test
  void aRangeThatDoesNotTellWhetherItIsZeroIsNoAnswer() {
    QemuImgMap filled = QemuImgMap.ofFilled(2);
    filled.take("[{ \"start\": 0, \"length\": 512, \"depth\": 0}]");
    assertThatThrownBy(() -> filled.own(512)).isInstanceOf(MalformedReportException.class);
  }

  @Test
  void neighboursAreOneRange() {
    map.take(range(0, 512, 0));
    map.take(range(512, 512, 0));
    assertThat(map.own(1024)).isEqualTo(ExtentSet.of(new Extent(0, 1024)));
    assertThat(map.isTooMany()).isFalse();
  }

  @Test
  void moreRangesThanCanBeKeptAreTold() {
    for (int i = 0; i < 6; i++) {
      map.take(range(i * 512L, 512, i % 2));
    }
    assertThat(map.isTooMany()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ \"start\": 512, \"length\": 512, \"depth\": 0}",
        "{ \"start\": 0, \"length\": 0, \"depth\": 0}",
        "{ \"start\": 0, \"length\": -1, \"depth\": 0}",
        "{ \"start\": 0, \"length\": 1024, \"depth\": -1}",
        "{ \"start\": 0, \"length\": 1024}",
        "{ \"start\": \"x\", \"length\": 1024, \"depth\": 0}",
        "{ \"start\": 0, \"length\": {}, \"depth\": 0}",
        "{ \"start\": 0",
        "}{"
      })
  void whatIsNotTheNextRangeIsNotBelieved(String line) {
    map.take(line);
    map.take(range(0, 1024, 0));
    assertThatThrownBy(() -> map.own(1024))
        .isInstanceOf(MalformedReportException.class)
        .hasMessageStartingWith("not the next range");
  }

  @Test
  void aMapThatEndsEarlyIsNotBelieved() {
    map.take(range(0, 512, 1));
    assertThatThrownBy(() -> map.own(1024))
        .isInstanceOf(MalformedReportException.class)
        .hasMessage("the ranges end at 512 of 1024");
  }
}
