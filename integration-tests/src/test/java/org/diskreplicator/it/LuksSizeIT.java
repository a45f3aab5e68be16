package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a copy takes of its disk when its file system is in a LUKS container, beside a copy of the
 * same file system as it is.
 *
 * <p>The journal is small, and so are inode tables: what of them was never written is zeros, for
 * which a plain copy takes no room, and noise in a container.
 */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("large containers")
class LuksSizeIT {
  private static final int FILE = 20 << 20;
  private static final int FILES = 6;

  private static Path plain(Scene scene) throws IOException {
    Path tree = Files.createDirectory(scene.work().resolve("tree"));
    Random random = new Random(32);
    byte[] bytes = new byte[FILE];
    for (int i = 0; i < FILES; i++) {
      random.nextBytes(bytes);
      Files.write(tree.resolve("file-" + i), bytes);
    }
    Path plain = scene.target("plain.raw");
    Tools.output(
        "mke2fs", "-q", "-t", "ext4", "-J", "size=4", "-N", 2048, "-d", tree, plain, "320M");
    return scene.owned(plain);
  }

  private static long allocated(Path source, String name, Path key, Scene scene)
      throws IOException {
    Path copy = scene.target(name);
    scene.run("clone", source, copy, "--no-verify", "--luks-key-file", key).exits(0);
    long allocated = LuksKind.allocated(copy);
    Files.delete(copy);
    return allocated;
  }

  /** The room in front of the data, all of which is counted as the header's: 2 or 16 MiB. */
  private static long header(Path container) {
    String dump = Tools.output("cryptsetup", "luksDump", container);
    return dump.lines()
        .map(String::strip)
        .filter(line -> line.matches("(Payload offset:|offset:)\\s.*"))
        .findFirst()
        .map(
            line -> {
              long number = Long.parseLong(line.replaceAll("\\D", ""));
              return line.startsWith("P") ? number * 512 : number;
            })
        .orElseThrow();
  }

  @ParameterizedTest
  @EnumSource(names = {"LUKS1", "LUKS2"})
  void aCopyTakesNoMoreThanAPlainOne(LuksKind kind, Scene scene) throws IOException {
    Path key = scene.owned(Files.writeString(scene.work().resolve("key"), "correct horse battery"));
    Path plain = plain(scene);
    Path sealed = scene.owned(kind.encipher(plain, key, scene.target("secret.raw")));

    for (String format : new String[] {"raw", "qcow2"}) {
      long expected = allocated(plain, "plain-copy." + format, key, scene);
      long found = allocated(sealed, "secret-copy." + format, key, scene) - header(sealed);

      assertThat(found).as(format).isCloseTo(expected, Percentage.withPercentage(10));
      assertThat(found).as(format).isLessThan(LuksKind.allocated(sealed) / 2);
    }
  }
}
