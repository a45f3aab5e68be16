package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each operation against the same one on a bitmap with a bit for each byte. */
final class ExtentSetTest {
  private static final int SIZE = 600;

  static LongStream seeds() {
    return LongStream.range(0, 200);
  }

  /** A set and its bitmap, from the same ranges in the same disorder. */
  private record Twin(ExtentSet set, BitSet bits) {
    static Twin random(Random random) {
      ExtentSet.Builder builder = ExtentSet.builder();
      BitSet bits = new BitSet();
      int count = random.nextInt(30);
      for (int i = 0; i < count; i++) {
        int start = random.nextInt(SIZE);
        int end = Math.min(SIZE, start + random.nextInt(40) - 3);
        builder.add(start, end);
        bits.set(start, Math.max(start, end));
      }
      return new Twin(builder.build(), bits);
    }

    void requireEqual() {
      assertThat(set).isEqualTo(of(bits));
      assertThat(set.totalBytes()).isEqualTo(bits.cardinality());
      assertThat(set.isEmpty()).isEqualTo(bits.isEmpty());
    }
  }

  /** The set that a bitmap stands for, made in the plainest way. */
  private static ExtentSet of(BitSet bits) {
    List<Extent> extents = new ArrayList<>();
    for (int start = bits.nextSetBit(0); start >= 0; start = bits.nextSetBit(start)) {
      int end = bits.nextClearBit(start);
      extents.add(Extent.between(start, end));
      start = end;
    }
    return ExtentSet.of(extents);
  }

  private static BitSet copy(BitSet bits) {
    return (BitSet) bits.clone();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void aSetHoldsWhatWasAddedInAnyOrder(long seed) {
    Twin twin = Twin.random(new Random(seed));
    twin.requireEqual();
    for (int i = 0; i < SIZE + 50; i++) {
      assertThat(twin.set().contains(i)).as("byte %d", i).isEqualTo(twin.bits().get(i));
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void rangesAreSortedDisjointAndApart(long seed) {
    ExtentSet set = Twin.random(new Random(seed)).set();
    for (int i = 0; i < set.count(); i++) {
      assertThat(set.end(i)).isGreaterThan(set.start(i));
      assertThat(i == 0 || set.start(i) > set.end(i - 1)).isTrue();
    }
    assertThat(ExtentSet.of(set.toList())).isEqualTo(set).hasSameHashCodeAs(set);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void unionIsOr(long seed) {
    Random random = new Random(seed);
    Twin first = Twin.random(random);
    Twin second = Twin.random(random);
    BitSet bits = copy(first.bits());
    bits.or(second.bits());
    new Twin(first.set().union(second.set()), bits).requireEqual();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void intersectionIsAnd(long seed) {
    Random random = new Random(seed);
    Twin first = Twin.random(random);
    Twin second = Twin.random(random);
    BitSet bits = copy(first.bits());
    bits.and(second.bits());
    new Twin(first.set().intersect(second.set()), bits).requireEqual();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void subtractionIsAndNot(long seed) {
    Random random = new Random(seed);
    Twin first = Twin.random(random);
    Twin second = Twin.random(random);
    BitSet bits = copy(first.bits());
    bits.andNot(second.bits());
    new Twin(first.set().subtract(second.set()), bits).requireEqual();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void complementIsNotWithinTheSize(long seed) {
    Random random = new Random(seed);
    Twin twin = Twin.random(random);
    int size = random.nextInt(SIZE + 100);
    BitSet bits = copy(twin.bits());
    bits.flip(0, SIZE + 100);
    bits.clear(size, SIZE + 100);
    new Twin(twin.set().complement(size), bits).requireEqual();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void shiftMovesEveryByte(long seed) {
    Random random = new Random(seed);
    Twin twin = Twin.random(random);
    int distance = random.nextInt(1000);
    BitSet bits = new BitSet();
    twin.bits().stream().forEach(i -> bits.set(i + distance));
    new Twin(twin.set().shift(distance), bits).requireEqual();
    assertThat(twin.set().shift(distance).shift(-distance)).isEqualTo(twin.set());
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void roundingInwardsKeepsWholeUnitsOnly(long seed) {
    Random random = new Random(seed);
    Twin twin = Twin.random(random);
    int unit = 1 + random.nextInt(20);
    BitSet bits = new BitSet();
    for (int start = 0; start < SIZE; start += unit) {
      if (twin.bits().nextClearBit(start) >= start + unit) {
        bits.set(start, start + unit);
      }
    }
    new Twin(twin.set().roundInwards(unit), bits).requireEqual();
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void alignmentDividesEveryBoundaryAndItsDoubleDoesNot(long seed) {
    Random random = new Random(seed);
    ExtentSet set = scaled(Twin.random(random).set(), 1L << random.nextInt(8));
    long alignment = set.alignment(64);
    assertThat(Long.bitCount(alignment)).isOne();
    assertThat(divides(alignment, set)).isTrue();
    assertThat(alignment == 64 || !divides(2 * alignment, set)).isTrue();
  }

  private static ExtentSet scaled(ExtentSet set, long factor) {
    ExtentSet.Builder builder = ExtentSet.builder();
    set.toList().forEach(extent -> builder.add(extent.offset() * factor, extent.end() * factor));
    return builder.build();
  }

  private static boolean divides(long unit, ExtentSet set) {
    return set.toList().stream()
        .allMatch(extent -> extent.offset() % unit == 0 && extent.end() % unit == 0);
  }

  static Stream<ExtentSet> emptySets() {
    return Stream.of(
        ExtentSet.empty(),
        ExtentSet.of(),
        ExtentSet.of(List.of()),
        ExtentSet.builder().add(5, 5).add(7, 3).build(),
        ExtentSet.of(new Extent(0, 4)).roundInwards(8),
        ExtentSet.of(new Extent(0, 4)).subtract(ExtentSet.of(new Extent(0, 9))),
        ExtentSet.empty().complement(0));
  }

  @ParameterizedTest
  @MethodSource("emptySets")
  void emptySetsAreEqual(ExtentSet set) {
    assertThat(set).isEqualTo(ExtentSet.empty());
    assertThat(set.count()).isZero();
    assertThat(set.contains(0)).isFalse();
    assertThat(set.alignment(4096)).isEqualTo(4096);
  }

  @Test
  void theLastByteOfTheLargestDiskCounts() {
    ExtentSet set = ExtentSet.of(Extent.between(Long.MAX_VALUE - 1, Long.MAX_VALUE));
    assertThat(set.contains(Long.MAX_VALUE - 1)).isTrue();
    assertThat(set.complement(Long.MAX_VALUE).totalBytes()).isEqualTo(Long.MAX_VALUE - 1);
  }

  @Test
  void touchingRangesBecomeOne() {
    assertThat(ExtentSet.of(new Extent(4, 4), new Extent(0, 4), new Extent(8, 1)).toList())
        .containsExactly(new Extent(0, 9));
  }

  @Test
  void anExtentIsNeverEmptyReversedOrEndless() {
    assertThatThrownBy(() -> new Extent(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Extent(-1, 2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Extent.between(5, 4)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Extent(2, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void extentsOverlapOnlyWhenTheyShareAByte() {
    Extent extent = new Extent(10, 10);
    assertThat(extent.overlaps(new Extent(19, 1))).isTrue();
    assertThat(extent.overlaps(new Extent(20, 1))).isFalse();
    assertThat(extent.overlaps(new Extent(0, 10))).isFalse();
    assertThat(extent.contains(new Extent(10, 10))).isTrue();
    assertThat(extent.contains(new Extent(10, 11))).isFalse();
    assertThat(extent.shift(-10)).isEqualTo(new Extent(0, 10));
  }

  @Test
  void a_range_touches_what_it_shares_a_byte_with() {
    ExtentSet set = ExtentSet.of(Extent.between(10, 20), Extent.between(30, 40));

    assertThat(set.touches(0, 10)).isFalse();
    assertThat(set.touches(0, 11)).isTrue();
    assertThat(set.touches(12, 13)).isTrue();
    assertThat(set.touches(19, 25)).isTrue();
    assertThat(set.touches(20, 30)).isFalse();
    assertThat(set.touches(20, 31)).isTrue();
    assertThat(set.touches(40, 99)).isFalse();
    assertThat(ExtentSet.empty().touches(0, 99)).isFalse();
  }
}
