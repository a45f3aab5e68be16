package org.diskreplicator.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "512, 512",
    "512b, 512",
    "1k, 1024",
    "1K, 1024",
    "20 MiB, 20971520",
    "20MB, 20971520",
    "' 16G ', 17179869184",
    "1.5T, 1649267441664",
    "0.5k, 512",
    "0.3k, 307",
    "2P, 2251799813685248",
    "7E, 8070450532247928832",
    "9223372036854775807, 9223372036854775807"
  })
  void textIsRead(String text, long bytes) {
    assertThat(ByteSize.parse(text).bytes()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", "G", "-1", "+1", "1,5G", "1..5G", ".5G", "5.", "1e3", "0x10", "1Z", "1GG", "1 G B",
        "1G1", "1G\n1", "$(id)", "١٢"
      })
  void whatIsNoSizeIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "'" + text + "' is not a size; write a number and a unit, such as 512M, 20G or 1.5T");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8E", "9223372036854775808", "99999999999999999999999999", "1000000P"})
  void whatNoDiskHasIsRefused(String text) {
    assertThatThrownBy(() -> ByteSize.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more bytes than any disk has");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1048575, 1.0 MiB",
    "1048576, 1 MiB",
    "104857600, 100 MiB",
    "107269325, 102 MiB",
    "1073741823, 1.0 GiB",
    "1073322394, 1.0 GiB",
    "17179869184, 16 GiB",
    "219902325555200, 200 TiB",
    "9223372036854775807, 8 EiB"
  })
  void peopleReadTheLargestUnit(long bytes, String text) {
    assertThat(ByteSize.of(bytes)).hasToString(text);
  }

  static LongStream randomSizes() {
    return new Random(7).longs(300).map(bits -> bits >>> (1 + Math.floorMod(bits, 63)));
  }

  @ParameterizedTest
  @MethodSource("randomSizes")
  void whatPeopleReadIsTrueWithinAFewPercent(long bytes) {
    String text = ByteSize.of(bytes).human();
    assertThat(text).matches("\\d{1,4}(\\.\\d)? ([KMGTPE]i)?B").doesNotStartWith("1024 ");
    if (bytes < 1L << 62) {
      assertThat((double) ByteSize.parse(text).bytes())
          .isBetween(bytes * 0.95, bytes * 1.05 + 0.001);
    }
  }

  @Test
  void sizesAreOrderedAndNeverNegative() {
    assertThat(ByteSize.of(1)).isGreaterThan(ByteSize.ZERO).isLessThan(ByteSize.MIB);
    assertThatThrownBy(() -> ByteSize.of(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
