package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Free space in very many pieces, in the heap that the program always has. */
@ExtendWith(Lab.class)
class ScatteredIT {
  private static final int FILES = 8;
  private static final int FILE_KIB = 25_000;
  private static final int RANGES = FILES * FILE_KIB / 2;

  @Test
  @Timeout(value = 240, unit = TimeUnit.SECONDS)
  void everySecondBlockIsFree(Scene scene) throws IOException {
    Path source = scene.target("scattered.raw");
    make(source, scene.work());
    Path copy = scene.target("copy.raw");

    Outcome outcome = scene.run("clone", source, copy, "--source-format", "raw");

    outcome.exits(0);
    assertThat(FreeRanges.ext(source, 0).size()).isGreaterThan(RANGES * 9 / 10);
    Tools.output("e2fsck", "-fn", copy);
    for (int file = 0; file < FILES; file++) {
      assertThat(content(copy, file, scene.work())).isEqualTo(content(source, file, scene.work()));
    }
    assertThat(zerosOfFree(copy)).isTrue();
  }

  private static void make(Path image, Path work) throws IOException {
    Path files = Files.createDirectory(work.resolve("files"));
    StringBuilder holes = new StringBuilder();
    byte[] noise = new byte[FILE_KIB << 10];
    for (int file = 0; file < FILES; file++) {
      new Random(file).nextBytes(noise);
      Files.write(files.resolve("f" + file), noise);
      for (int block = 1; block < FILE_KIB; block += 2) {
        holes.append("punch f").append(file).append(' ').append(block).append(' ').append(block);
        holes.append('\n');
      }
    }
    Path script = Files.writeString(work.resolve("holes"), holes);
    Tools.output("truncate", "-s", "260M", image);
    Tools.output("mke2fs", "-q", "-F", "-t", "ext4", "-b", 1024, "-d", files, image);
    Tools.output("debugfs", "-w", "-f", script, image);
  }

  private static byte[] content(Path image, int file, Path work) throws IOException {
    Path out = work.resolve("out");
    Tools.output("debugfs", "-R", "dump f" + file + " " + out, image);
    return Files.readAllBytes(out);
  }

  /** Whether nothing of what was punched out came along. */
  private static boolean zerosOfFree(Path copy) throws IOException {
    byte[] bytes = Files.readAllBytes(copy);
    for (Range range : FreeRanges.ext(copy, 0)) {
      for (int at = (int) range.start(); at < range.end(); at++) {
        if (bytes[at] != 0) {
          return false;
        }
      }
    }
    return true;
  }
}
