package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The zoo holds each kind of file, as debugfs shows it; a test that needs root to build it. */
@ExtendWith(Lab.class)
class ZooIT {
  /** What debugfs says of a path; both partitions hold it. */
  record Animal(String path, String pattern) {
    @Override
    public String toString() {
      return path;
    }
  }

  static List<Animal> animals() {
    return List.of(
        new Animal("/links/one/a", "Links: 3 "),
        new Animal("/links/two/same-symlink", "Type: symlink.*Links: 2 "),
        new Animal("/holes/nothing-else", "Size: 1048576\\n.*Blockcount: 0\\n"),
        new Animal("/holes/unwritten", "\\(0-63\\[u\\]\\)"),
        new Animal("/attributes/file", "security\\.diskrep"),
        new Animal("/attributes/file", "trusted\\.binary \\(5\\) = de ad be ef 00"),
        new Animal("/attributes/file", "user\\.empty \\(0\\)"),
        new Animal("/lists/folder", "posix_acl_default"),
        new Animal("/modes/capable", "security\\.capability"),
        new Animal("/modes/7777", "Mode: +07777"),
        new Animal("/modes/large-owner", "User: 70000 +Group: 70001"),
        new Animal("/special/socket", "Type: socket"),
        new Animal("/special/fifo", "Type: FIFO +Mode: +0640"),
        new Animal(
            "/special/largest", "character special.*Device major/minor number: 4095:1048575"),
        new Animal("/special/large-block", "block special.*259:65536"),
        new Animal("/names/ leading", "Type: regular"),
        new Animal("/names/$(touch X)", "Type: regular"),
        new Animal("/names/" + "0".repeat(255), "Type: regular"),
        new Animal("/symlinks/59-bytes", "Fast link dest"),
        new Animal("/symlinks/4000-bytes", "Type: symlink.*Size: 4000\\n"),
        new Animal("/flags/a", "Flags: 0x[0-9a-f]+20\\n"),
        new Animal("/flags/i", "Flags: 0x[0-9a-f]+10\\n"),
        new Animal("/times/before-1970", "mtime: .*Dec 31 23:59:58 1969"),
        new Animal("/times/after-2038", "mtime: 0x80000000:77359401 .*Jan 19 03:14:08 2038"));
  }

  static Stream<Animal> everywhere() {
    return animals().stream();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void bothPartitionsHoldIt(Animal animal, Workbench bench) {
    for (FixturePartition partition : bench.fixture("zoo").partitions()) {
      assertThat(stat(animal.path(), partition, bench)).containsPattern("(?s)" + animal.pattern());
    }
  }

  private static String stat(String path, FixturePartition partition, Workbench bench) {
    String disk = bench.fixture("zoo").image() + "?offset=" + partition.offset();
    return Tools.output("debugfs", "-R", "stat \"" + path + '"', disk);
  }
}
