package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ext file systems with flipped bits in their bitmaps, group descriptors, inode tables and copies
 * of the superblock: whatever the source still shows, the copy shows too, errors included.
 *
 * <p>{@code -Ddamaged.images=120} takes so many seeds.
 */
@ExtendWith(Lab.class)
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class DamagedExtIT {
  private static final int DEFAULT_IMAGES = 14;
  private static final int MIB = 1 << 20;
  private static final int FILES = 120;
  private static final int TIMED_OUT = 124;

  /** Blocks of the smallest last group. */
  private static final int LEAST_BITS = 8184;

  private static final List<String> KINDS =
      List.of(
          "-t ext2 -b 1024",
          "-t ext4 -b 1024",
          "-t ext4 -b 1024 -O ^metadata_csum,uninit_bg",
          "-t ext3 -b 4096",
          "-t ext4 -b 4096 -O ^metadata_csum",
          "-t ext4 -b 1024 -O ^flex_bg,^metadata_csum",
          "-t ext4 -b 4096 -O bigalloc,^metadata_csum -C 16384");

  /** Which structure is hit. */
  private enum Structure {
    /** Mostly in a way that only a full check can see. */
    BLOCK_BITMAP("(?i)Block bitmap at (\\d+)", 1024),
    INODE_BITMAP("(?i)Inode bitmap at (\\d+)", 256),
    INODE_TABLE("(?i)Inode table at (\\d+)-", 16384),
    GROUP_DESCRIPTORS("(?i)Group descriptors at (\\d+)-", 512),
    SUPERBLOCK_COPY("(?i)Backup superblock at (\\d+)", 1024),
    SUPERBLOCK("(?i)Primary superblock at (\\d+)", 1024);

    private final Pattern place;
    private final int bytes;

    Structure(String place, int bytes) {
      this.place = Pattern.compile(place);
      this.bytes = bytes;
    }
  }

  static IntStream seeds() {
    return IntStream.range(0, Integer.getInteger("damaged.images", DEFAULT_IMAGES));
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void whatTheSourceShowsTheCopyShows(int seed, Workbench bench, Scene scene) throws IOException {
    Random random = new Random(seed);
    Path source = scene.target("damaged.raw");
    make(source, KINDS.get(seed % KINDS.size()), random, scene.work());
    String what = damage(source, random);
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");

    Outcome outcome = scene.run("clone", source, copy, "--source-format", "raw");

    assertThat(outcome.exitCode()).as(what + "\n" + outcome).isZero();
    assertThat(outcome.stderr()).as(what).doesNotContain("\tat ").doesNotContain("Exception");
    assertThat(Checksums.sha256(source)).as(what).isEqualTo(before);
    assertThat(shown(copy, scene.work().resolve("of-copy")))
        .as(what + "\n" + outcome)
        .isEqualTo(shown(source, scene.work().resolve("of-source")));
    scene.assertLeftOnly("damaged.raw", "copy.raw");
  }

  private static void make(Path image, String kind, Random random, Path work) throws IOException {
    Path files = Files.createDirectory(work.resolve("files"));
    for (int i = 0; i < FILES; i++) {
      Path folder = Files.createDirectories(files.resolve("folder " + i % 7));
      byte[] bytes = new byte[random.nextInt(i % 9 == 0 ? 400_000 : 20_000)];
      random.nextBytes(bytes);
      Files.write(folder.resolve("file " + i), bytes);
    }
    Tools.output("truncate", "-s", 32 * MIB, image);
    List<Object> arguments = new ArrayList<>(List.of("-q", "-F"));
    arguments.addAll(List.of(kind.split(" ", -1)));
    arguments.addAll(List.of("-d", files, image));
    Tools.output("mke2fs", arguments.toArray());
    StringBuilder script = new StringBuilder();
    for (int i = 0; i < FILES; i += 2) {
      script.append("rm \"/folder ").append(i % 7).append("/file ").append(i).append("\"\n");
    }
    Path commands = Files.writeString(work.resolve("commands"), script);
    Tools.output("debugfs", "-w", "-f", commands, image);
  }

  /** Flips 1 to 8 bits in one place of each of 1 to 3 structures. */
  private static String damage(Path image, Random random) throws IOException {
    String layout = Tools.output("dumpe2fs", image);
    Matcher size = Pattern.compile("Block size: +(\\d+)").matcher(layout);
    assertThat(size.find()).isTrue();
    int block = Integer.parseInt(size.group(1));
    List<String> done = new ArrayList<>();
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      boolean onlyBitmap = random.nextInt(3) == 0;
      for (int i = 1 + random.nextInt(3); i > 0; i--) {
        Structure structure =
            onlyBitmap
                ? Structure.BLOCK_BITMAP
                : Structure.values()[random.nextInt(Structure.values().length)];
        List<Long> places =
            structure.place.matcher(layout).results().map(m -> Long.valueOf(m.group(1))).toList();
        if (places.isEmpty()) {
          continue;
        }
        long at = places.get(random.nextInt(places.size())) * block;
        if (structure == Structure.SUPERBLOCK) {
          at = 1024;
        }
        if (structure == Structure.BLOCK_BITMAP && random.nextInt(4) > 0) {
          exchange(file, at, layout.contains("bigalloc") ? LEAST_BITS / 4 : LEAST_BITS, random);
          done.add("exchanged bits at " + at);
          continue;
        }
        at += random.nextInt(Math.min(structure.bytes, block * 4));
        for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
          long place = at + random.nextInt(16);
          file.seek(place);
          int old = file.read();
          file.seek(place);
          file.write(old ^ 1 << random.nextInt(8));
        }
        done.add(structure + " at " + at);
      }
    }
    return String.join(", ", done);
  }

  /** Calls up to 40 used blocks free and as many free ones used, so that no count is wrong. */
  private static void exchange(RandomAccessFile file, long bitmap, int bits, Random random)
      throws IOException {
    int used = 0;
    int free = 0;
    for (int i = 0; i < 4000 && used + free < 80; i++) {
      int bit = random.nextInt(bits);
      file.seek(bitmap + bit / 8);
      int old = file.read();
      boolean isUsed = (old >> bit % 8 & 1) == 1;
      if (isUsed ? used < 40 && used <= free : free < 40 && free <= used) {
        used += isUsed ? 1 : 0;
        free += isUsed ? 0 : 1;
        file.seek(bitmap + bit / 8);
        file.write(old ^ 1 << bit % 8);
      }
    }
  }

  /** What debugfs says of each folder and file, and all that it can read of them. */
  private static String shown(Path image, Path folder) throws IOException {
    Files.createDirectory(folder);
    Tools.Result dump =
        Tools.run("timeout", "-k", 1, 20, "debugfs", "-c", "-R", "rdump / " + folder, image);
    if (dump.exitCode() == TIMED_OUT) {
      return startsOfFiles(image);
    }
    Tools.Result list = Tools.run("timeout", "-k", 1, 20, "debugfs", "-c", "-R", "ls -l /", image);
    String files =
        Tools.run(
                "sh",
                "-c",
                "cd '"
                    + folder
                    + "' && find . -printf '%P %y %s %m %l\\n' | sort; find . -type f"
                    + " -print0 | sort -z | xargs -0 -r sha256sum")
            .text();
    return (dump.exitCode() + dump.text() + list.exitCode() + list.text() + files)
        .replace(folder.toString(), "FOLDER")
        .replace(image.toString(), "IMAGE");
  }

  /** A damaged size can make a hole of terabytes, which debugfs would write down. */
  private static String startsOfFiles(Path image) {
    StringBuilder all = new StringBuilder();
    for (int i = 1; i < FILES; i += 2) {
      String cat = "debugfs -c -R 'cat \"/folder " + i % 7 + "/file " + i + "\"' '" + image + "'";
      all.append(Tools.run("sh", "-c", cat + " 2>&1 | head -c 8388608 | sha256sum").text());
    }
    return all.toString().replace(image.toString(), "IMAGE");
  }
}
