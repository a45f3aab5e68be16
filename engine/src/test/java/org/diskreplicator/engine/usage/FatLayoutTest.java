package org.diskreplicator.engine.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FatLayoutTest {
  private static final long MIB = 1L << 20;

  private static FatLayout layout(FatWidth width, long clusters, int sector, int perCluster) {
    int root = width == FatWidth.FAT32 ? 0 : 512 * FatFolder.ENTRY / sector;
    int reserved = width == FatWidth.FAT32 ? 32 : 1;
    long table = (width.bytes(clusters + 2) + sector - 1) / sector;
    return new FatLayout(
        width,
        Math.min(clusters, width.leastClusters()),
        reserved + root + 2 * table + clusters * perCluster,
        sector,
        perCluster,
        reserved,
        2,
        table,
        root,
        clusters);
  }

  private static FatCensus files(long... sizes) {
    FatCensus census = new FatCensus();
    for (long size : sizes) {
      census.file(List.of(), size);
    }
    return census;
  }

  static Stream<Random> seeds() {
    return Stream.iterate(1, seed -> seed + 1).limit(300).map(Random::new);
  }

  private static FatLayout any(Random random) {
    FatWidth width = List.of(FatWidth.values()).get(random.nextInt(3));
    long span = Math.min(width.mostClusters(), 3_000_000) - width.leastClusters();
    int sector = 512 << random.nextInt(4);
    int perCluster = 1 << random.nextInt(7);
    return layout(width, width.leastClusters() + random.nextLong(span), sector, perCluster);
  }

  private static FatCensus anyFiles(Random random, FatLayout layout) {
    long[] sizes = new long[random.nextInt(50)];
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = random.nextLong(1 + layout.clusters() * layout.clusterBytes() / 100);
    }
    return files(sizes);
  }

  private static void assertWhole(FatLayout found, long bytes, FatCensus files) {
    long behind = found.sectors() * found.sectorBytes() - found.clusterOffset(found.clusters() + 2);
    assertThat(behind).isNotNegative();
    assertThat(found.sectors() * found.sectorBytes()).isLessThanOrEqualTo(bytes);
    assertThat(found.width().bytes(found.clusters() + 2))
        .isLessThanOrEqualTo(found.tableSectors() * found.sectorBytes());
    assertThat(found.clusters())
        .isBetween(found.least(), found.width().mostClusters())
        .isGreaterThanOrEqualTo(files.clusters(found.clusterBytes()));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSmallestSizeWorksAndLessDoesNot(Random random) {
    FatLayout layout = any(random);
    FatCensus files = anyFiles(random, layout);
    long smallest = layout.smallest(files).orElseThrow();

    assertThat(layout.resized(smallest - 1, files)).isEmpty();
    assertWhole(layout.resized(smallest, files).orElseThrow(), smallest, files);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whateverIsLargerWorksToo(Random random) {
    FatLayout layout = any(random);
    FatCensus files = anyFiles(random, layout);
    long smallest = layout.smallest(files).orElseThrow();
    for (int i = 0; i < 30; i++) {
      long bytes = smallest + random.nextLong(1 + (smallest << random.nextInt(12)));
      assertWhole(layout.resized(bytes, files).orElseThrow(), bytes, files);
    }
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void theSameSizeKeepsItsClusters(Random random) {
    FatLayout layout = any(random);
    FatCensus files = anyFiles(random, layout);
    FatLayout found = layout.resized(layout.sectors() * layout.sectorBytes(), files).orElseThrow();

    assertThat(found).isEqualTo(layout);
  }

  @Test
  void clustersBecomeSmallerSoThatFat32HasEnough() {
    FatLayout large = layout(FatWidth.FAT32, 262_144, 512, 8);

    assertThat(large.resized(100 * MIB, files()).orElseThrow().perCluster()).isEqualTo(2);
    assertThat(large.smallest(files()).orElseThrow()).isBetween(32 * MIB, 34 * MIB);
  }

  @Test
  void clustersBecomeLargerSoThatFat16HasFewEnough() {
    FatLayout small = layout(FatWidth.FAT16, 60_000, 512, 1);

    assertThat(small.resized(500 * MIB, files()).orElseThrow().perCluster()).isEqualTo(16);
  }

  @Test
  void theEndIsLeftWhereTheTypeCannotReachIt() {
    FatLayout small = layout(FatWidth.FAT12, 4000, 512, 1);
    FatLayout found = small.resized(500 * MIB, files()).orElseThrow();

    assertThat(found.clusters()).isEqualTo(4084);
    assertThat(found.sectors()).isLessThan(500 * MIB / 512);
    assertThat(found.clusterOffset(found.clusters() + 2)).isEqualTo(found.sectors() * 512);
  }

  @Test
  void aFat32ThatNeverHadEnoughClustersMayHaveFew() {
    FatLayout few = new FatLayout(FatWidth.FAT32, 1, 8048, 512, 8, 32, 2, 8, 0, 1000);

    assertThat(few.resized(MIB, files()).orElseThrow().perCluster()).isEqualTo(8);
  }
}
