package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Files with seeded noise, so that no two blocks are equal by chance. */
record TestFiles(Path folder, List<String> names) {
  /**
   * Writes {@code count} files of up to {@code largest} bytes, some below 200. None is shorter than
   * 60 bytes: mke2fs 1.47.0 {@code -d} writes those with a wrong size where inline_data is on.
   */
  static TestFiles write(Path folder, int count, int largest) throws IOException {
    Random random = new Random(count);
    Files.createDirectories(folder);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] bytes = new byte[60 + random.nextInt(i % 7 == 0 ? 100 : largest)];
      random.nextBytes(bytes);
      names.add("file with a long name " + i + ".bin");
      Files.write(folder.resolve(names.get(i)), bytes);
    }
    return new TestFiles(folder, names);
  }

  /** Every second name. */
  List<String> half() {
    return Stream.iterate(0, i -> i < names.size(), i -> i + 2).map(names::get).toList();
  }

  /** Drops files here that were deleted on the disk. */
  TestFiles without(List<String> deleted) {
    return new TestFiles(folder, names.stream().filter(name -> !deleted.contains(name)).toList());
  }

  void assertEqualTo(Path copy) throws IOException {
    for (String name : names) {
      assertThat(Files.mismatch(folder.resolve(name), copy.resolve(name))).as(name).isEqualTo(-1);
    }
  }
}
