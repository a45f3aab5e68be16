package org.diskreplicator.engine.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.diskreplicator.engine.model.ImageFormat;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FormatDetectorTest {
  private final Path file;

  FormatDetectorTest(@TempDir Path folder) {
    file = folder.resolve("image");
  }

  private static byte[] at(int size, int offset, int... values) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < values.length; i++) {
      bytes[offset + i] = (byte) values[i];
    }
    return bytes;
  }

  private static byte[] at(int size, int offset, String text) {
    return at(size, offset, text.chars().toArray());
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        Arguments.of("qcow2 v3", at(512, 0, 'Q', 'F', 'I', 0xfb, 0, 0, 0, 3), ImageFormat.QCOW2),
        Arguments.of("qcow2 v2", at(512, 0, 'Q', 'F', 'I', 0xfb, 0, 0, 0, 2), ImageFormat.QCOW2),
        Arguments.of("qcow v1", at(512, 0, 'Q', 'F', 'I', 0xfb, 0, 0, 0, 1), ImageFormat.RAW),
        Arguments.of("cut qcow2", at(7, 0, 'Q', 'F', 'I', 0xfb, 0, 0, 0), ImageFormat.RAW),
        Arguments.of("sparse vmdk", at(512, 0, "KDMV"), ImageFormat.VMDK),
        Arguments.of("ESX vmdk", at(512, 0, "COWD"), ImageFormat.VMDK),
        Arguments.of("vmdk text", at(300, 0, "# Disk DescriptorFile\n"), ImageFormat.VMDK),
        Arguments.of("vhdx", at(1024, 0, "vhdxfile"), ImageFormat.VHDX),
        Arguments.of("vdi", at(512, 64, 0x7f, 0x10, 0xda, 0xbe), ImageFormat.VDI),
        Arguments.of("cut vdi", at(67, 64, 0x7f, 0x10, 0xda), ImageFormat.RAW),
        Arguments.of("dynamic vhd", at(2048, 0, "conectix"), ImageFormat.VPC),
        Arguments.of("fixed vhd", at(2048, 1536, "conectix"), ImageFormat.VPC),
        Arguments.of("magic elsewhere", at(2048, 512, "conectix"), ImageFormat.RAW),
        Arguments.of("zeros", new byte[4096], ImageFormat.RAW),
        Arguments.of("one byte", new byte[1], ImageFormat.RAW));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void theMagicTells(String name, byte[] bytes, ImageFormat format) throws IOException {
    assertThat(detect(bytes)).as(name).isEqualTo(format);
  }

  private ImageFormat detect(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try (FileChannel channel = FileChannel.open(file)) {
      return FormatDetector.detect(channel);
    }
  }

  static LongStream seeds() {
    return LongStream.range(0, 50);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void whatHasNoMagicIsRaw(long seed) throws IOException {
    Random random = new Random(seed);
    byte[] bytes = new byte[random.nextInt(3000)];
    random.nextBytes(bytes);
    String text = StandardCharsets.ISO_8859_1.decode(ByteBuffer.wrap(bytes)).toString();
    assertThat(text).doesNotContain("conectix");
    assertThat(detect(bytes)).isEqualTo(ImageFormat.RAW);
  }
}
