package org.diskreplicator.engine.hfs;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.usage.RegionReader;
import org.diskreplicator.engine.usage.UntrustworthyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume of 100 blocks, of which the last 50 are free. */
class HfsCensusTest {
  private static final ExtentSet FREE = ExtentSet.of(Extent.between(50 * 512, 100 * 512));

  @TempDir Path folder = Path.of("");
  private RegionReader region;
  private HfsCensus census;

  @BeforeEach
  void open() throws IOException {
    Path file = Files.write(folder.resolve("disk"), new byte[1]);
    region = RegionReader.open(file, new Extent(0, 1));
    HfsVolume volume = new HfsVolume(region, 512, 100, 50, ByteBuffer.allocate(512));
    census = new HfsCensus(volume, FREE);
  }

  @AfterEach
  void close() throws IOException {
    region.close();
  }

  @Test
  void a_file_has_two_forks() throws UntrustworthyException {
    ByteBuffer file = ByteBuffer.allocate(248).putShort(0, (short) 2);
    census.addOfCatalog(fork(file, 88, 3, 10, 3));
    census.addOfCatalog(fork(file, 168, 2, 48, 2));
    census.requireComplete();

    assertThatThrownBy(() -> census.addOfCatalog(fork(file, 168, 3, 48, 3)))
        .hasMessageContaining("calls blocks of files free");
  }

  @Test
  void a_fork_with_more_blocks_than_places_is_found() throws UntrustworthyException {
    census.addOfCatalog(fork(ByteBuffer.allocate(248).putShort(0, (short) 2), 88, 4, 10, 3));

    assertThatThrownBy(census::requireComplete).hasMessageContaining("do not add up");
  }

  @Test
  void the_rest_of_a_fork_is_in_the_extents_file() throws UntrustworthyException {
    census.addOfCatalog(fork(ByteBuffer.allocate(248).putShort(0, (short) 2), 88, 4, 10, 3));
    census.addOfExtents(key(77), place(ByteBuffer.allocate(64), 0, 20, 1));

    assertThatCode(census::requireComplete).doesNotThrowAnyException();
    assertThatThrownBy(
            () -> census.addOfExtents(key(77), place(ByteBuffer.allocate(64), 56, 60, 1)))
        .hasMessageContaining("calls blocks of files free");
  }

  @Test
  void bad_blocks_have_no_fork() throws UntrustworthyException {
    census.addOfExtents(key(5), place(ByteBuffer.allocate(64), 0, 20, 4));

    assertThatCode(census::requireComplete).doesNotThrowAnyException();
  }

  @Test
  void more_blocks_than_are_used_are_found() throws UntrustworthyException {
    census.addOfExtents(key(5), place(ByteBuffer.allocate(64), 0, 0, 50));
    census.addOfExtents(key(5), place(ByteBuffer.allocate(64), 0, 20, 4));

    assertThatThrownBy(census::requireComplete).hasMessageContaining("more blocks than are used");
  }

  @Test
  void attributes_may_have_forks() throws UntrustworthyException {
    census.addOfAttributes(ByteBuffer.allocate(16).putInt(0, 0x10));
    census.addOfAttributes(fork(ByteBuffer.allocate(88).putInt(0, 0x20), 8, 5, 3, 4));
    census.addOfAttributes(place(ByteBuffer.allocate(72).putInt(0, 0x30), 8, 9, 1));
    census.requireComplete();

    assertThatThrownBy(
            () ->
                census.addOfAttributes(fork(ByteBuffer.allocate(88).putInt(0, 0x20), 8, 5, 49, 5)))
        .hasMessageContaining("calls blocks of files free");
    assertThatThrownBy(
            () -> census.addOfAttributes(place(ByteBuffer.allocate(72).putInt(0, 0x30), 64, 99, 1)))
        .hasMessageContaining("calls blocks of files free");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x20, 0x30, 0x40})
  void attributes_of_another_kind_or_length_are_damaged(int kind) {
    assertThatThrownBy(() -> census.addOfAttributes(ByteBuffer.allocate(40).putInt(0, kind)))
        .hasMessageContaining("attributes are damaged");
    assertThatThrownBy(() -> census.addOfAttributes(ByteBuffer.allocate(3)))
        .hasMessageContaining("attributes are damaged");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 5, -1})
  void a_catalog_of_another_kind_or_length_is_damaged(int kind) {
    assertThatThrownBy(
            () -> census.addOfCatalog(ByteBuffer.allocate(247).putShort(0, (short) kind)))
        .hasMessageContaining("catalog is damaged");
    assertThatThrownBy(() -> census.addOfCatalog(ByteBuffer.allocate(1)))
        .hasMessageContaining("catalog is damaged");
  }

  @Test
  void a_place_outside_of_the_volume_is_damaged() {
    assertThatThrownBy(() -> census.addOfExtents(key(77), place(ByteBuffer.allocate(64), 0, 99, 2)))
        .hasMessageContaining("outside of it");
    assertThatThrownBy(
            () -> census.addOfExtents(key(77), place(ByteBuffer.allocate(64), 0, -2, -1)))
        .hasMessageContaining("outside of it");
  }

  private static ByteBuffer key(int file) {
    return ByteBuffer.allocate(10).putInt(2, file);
  }

  private static ByteBuffer fork(ByteBuffer record, int at, int blocks, int first, int count) {
    return place(record.putInt(at + 12, blocks), at + 16, first, count);
  }

  private static ByteBuffer place(ByteBuffer record, int at, int first, int count) {
    return record.putInt(at, first).putInt(at + 4, count);
  }
}
