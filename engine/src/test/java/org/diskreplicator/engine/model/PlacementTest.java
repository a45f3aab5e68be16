package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.Placement.Column;
import org.diskreplicator.engine.model.Placement.Composed;
import org.diskreplicator.engine.model.Placement.Direct;
import org.diskreplicator.engine.model.Placement.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlacementTest {
  private static final Placement FIRST = new Direct(new Extent(1000, 400));
  private static final Placement SECOND = new Direct(new Extent(5000, 400));

  /** 40 bytes in one piece, then 60 in three columns of stripes of 5, of two members. */
  private static final Composed MIXED =
      new Composed(
          List.of(FIRST, SECOND),
          List.of(
              Run.linear(0, 40, 1, 100),
              new Run(40, 60, 5, List.of(new Column(0, 7), new Column(1, 0), new Column(0, 200)))));

  private static ExtentSet bytes(long start, long end) {
    return ExtentSet.builder().add(start, end).build();
  }

  @Test
  void aLinearRunLiesWhereItsMemberHasIt() {
    assertThat(MIXED.onDisk(bytes(10, 20))).isEqualTo(bytes(5110, 5120));
    assertThat(MIXED.size()).isEqualTo(100);
  }

  @Test
  void stripesAreDealtOutInTurn() {
    assertThat(MIXED.onDisk(bytes(40, 45))).isEqualTo(bytes(1007, 1012));
    assertThat(MIXED.onDisk(bytes(45, 50))).isEqualTo(bytes(5000, 5005));
    assertThat(MIXED.onDisk(bytes(50, 55))).isEqualTo(bytes(1200, 1205));
    assertThat(MIXED.onDisk(bytes(55, 57))).isEqualTo(bytes(1012, 1014));
    assertThat(MIXED.onDisk(bytes(40, 100)))
        .isEqualTo(bytes(1007, 1027).union(bytes(1200, 1220)).union(bytes(5000, 5020)));
  }

  static Stream<Long> seeds() {
    return LongStream.range(0, 50).boxed();
  }

  /** The sets and the places of single bytes are computed in two ways. */
  @ParameterizedTest
  @MethodSource("seeds")
  void setsAreTheirBytes(long seed) {
    Random random = new Random(seed);
    ExtentSet.Builder builder = ExtentSet.builder();
    for (int i = 0; i < 5; i++) {
      long start = random.nextInt(99);
      builder.add(start, Math.min(100, start + random.nextInt(30)));
    }
    ExtentSet set = builder.build();
    ExtentSet.Builder expected = ExtentSet.builder();
    for (long offset = 0; offset < MIXED.size(); offset++) {
      if (set.contains(offset)) {
        Placement.Place place = MIXED.place(offset);
        long start =
            MIXED
                .members()
                .get(place.member())
                .onDisk(bytes(place.offset(), place.offset() + 1))
                .start(0);
        expected.add(start, start + 1);
      }
    }
    assertThat(MIXED.onDisk(set)).isEqualTo(expected.build());
  }

  @Test
  void aPlaceGoesOnToTheEndOfItsStripe() {
    assertThat(MIXED.place(8)).isEqualTo(new Placement.Place(1, 108, 32));
    assertThat(MIXED.place(46)).isEqualTo(new Placement.Place(1, 1, 4));
  }

  @Test
  void aVolumeInAVolumeLiesInIt() {
    Placement inner = Composed.linear(MIXED, new Extent(45, 10));
    assertThat(inner.onDisk(bytes(0, 10))).isEqualTo(bytes(5000, 5005).union(bytes(1200, 1205)));
  }

  /** Of sectors that are enciphered as one, a part cannot be left out. */
  @Test
  void enciphedBytesAreFreeInWholeUnits() {
    Placement sectors =
        new Placement.Enciphered(new Direct(new Extent(1 << 20, 1 << 16)), 512, "key");
    assertThat(sectors.onDisk(bytes(100, 2000)))
        .isEqualTo(bytes((1 << 20) + 512, (1 << 20) + 1536));
    assertThat(sectors.onDisk(bytes(100, 1000)).isEmpty()).isTrue();
  }

  @Test
  void runsBehindTheirMemberOrWithGapsAreNoPlacement() {
    assertThatThrownBy(() -> Composed.linear(FIRST, new Extent(0, 401)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new Composed(
                    List.of(FIRST), List.of(Run.linear(0, 10, 0, 0), Run.linear(11, 10, 0, 20))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Run(0, 10, 4, List.of(new Column(0, 0))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
