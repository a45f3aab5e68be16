package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.diskreplicator.engine.usage.FatReplicator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Volumes of all kinds, filled and thinned out by mtools, are made anew in sizes from the smallest
 * on; fsck.fat must be content without a word, and mtools must find the same names, times,
 * attributes and bytes.
 */
class FatReplicatorIT {
  private static final Pattern FREE = Pattern.compile("(?m)^.*bytes free.*$");

  @TempDir Path folder = Path.of("");

  private final Replicator fat =
      new FatReplicator(
          new Plain(),
          new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken())));

  /** Raw files are what they show. */
  private static final class Plain implements Windows {
    @Override
    public Window disk(ImageFiles.View image) {
      return new Shown(image.path());
    }

    @Override
    public Window region(ImageFiles.View image, Extent region) {
      throw new UnsupportedOperationException();
    }
  }

  private record Shown(Path path) implements Window {
    @Override
    public void close() {}
  }

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.fat", "fsck.fat", "mcopy", "mdel", "mdir", "mmd", "mattrib", "blkid");
  }

  @ParameterizedTest
  @CsvSource({
    "1440, -F 12",
    "4000, -F 12 -s 4 -r 112 -f 1",
    "15999, -F 12 -s 8 -n FLOPPY",
    "16000, -F 16 -s 2 -R 8",
    "40000, -F 16 -s 2 -S 4096",
    "40000, -F 32 -s 1 -n LABEL",
    "300000, -F 32 -s 8 -f 1 -R 64",
    "600000, -F 32 -s 2 -S 4096"
  })
  void aVolumeMadeAnewHoldsTheSame(int kib, String options) throws IOException {
    Path volume = file("volume", kib * 1024L);
    Programs.run(command("mkfs.fat -i 1234abcd -h 2048 " + options, volume)).orFail();
    fill(volume, new Random(kib), kib * 1024 / 300);
    Replicator.Original original = original(TestDisk.around(volume));
    long smallest = fat.smallest(original);

    for (long size : new long[] {smallest, smallest + 70_000, kib * 1024L, kib * 3333L}) {
      assertSame(volume, rebuilt(original, size));
    }
    assertThatThrownBy(() -> rebuilt(original, smallest - 512))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it needs " + smallest);
  }

  /** As on many EFI system partitions; mtools takes it for FAT16. */
  @Test
  void aFat32WithFewClustersMayHaveFewer() throws IOException {
    Path volume = file("volume", 20 << 20);
    Programs.run(command("mkfs.fat -F 32 -s 4", volume)).orFail();
    Replicator.Original original = original(TestDisk.around(volume));

    assertThat(fat.smallest(original)).isLessThan(100_000);
    for (long size : new long[] {fat.smallest(original), 10 << 20, 40 << 20}) {
      Path made = rebuilt(original, size);
      assertThat(identity(made)).isEqualTo(identity(volume));
      assertThat(boot(made)).isEqualTo(boot(volume));
    }
  }

  private Path file(String name, long size) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(size);
    }
    return file;
  }

  private static List<String> command(String start, Path last) {
    List<String> argv = new ArrayList<>(List.of(start.split(" ")));
    argv.add(last.toString());
    return argv;
  }

  /** Files in folders in folders, of which every second one is deleted again. */
  private void fill(Path volume, Random random, int largest) throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), 60, largest);
    String place = "::";
    for (int depth = 0; depth < 3; depth++) {
      place += "/A folder " + depth;
      mtools("mmd", volume, place);
      List<String> argv = new ArrayList<>(List.of("-m", "-Q"));
      for (String name : files.names()) {
        if (random.nextInt(3) == 0) {
          argv.add(files.folder().resolve(name).toString());
        }
      }
      argv.add(place);
      mtools("mcopy", volume, argv.toArray(String[]::new));
    }
    for (String name : files.half()) {
      Programs.run("mdel", "-i", volume.toString(), "::/A folder 0/" + name);
    }
    Path empty = Files.createFile(folder.resolve("EMPTY"));
    mtools("mcopy", volume, empty.toString(), "::lower.txt");
    mtools("mattrib", volume, "+r", "+h", "::lower.txt");
  }

  private static String mtools(String program, Path volume, String... arguments) {
    List<String> argv = new ArrayList<>(List.of(program, "-i", volume.toString()));
    argv.addAll(List.of(arguments));
    return Programs.run(argv).orFail();
  }

  private static Replicator.Original original(TestDisk disk) {
    Content content = Content.of(Signature.ofType("vfat"));
    UsedMap map = UsedMap.allUsed(disk.region().length(), ContentState.CLEAN, "nobody asked");
    return new Replicator.Original(
        new ImageFiles.View(disk.file(), ImageFormat.RAW),
        disk.region(),
        new Region(Region.Kind.BARE, disk.region(), Optional.empty(), content, map),
        SectorSize.S512);
  }

  private Path rebuilt(Replicator.Original original, long size) throws IOException {
    Path target = file("target", size);
    fat.rebuild(original, target, Replicator.Progress.NONE, new CancelToken());
    return target;
  }

  private void assertSame(Path volume, Path made) throws IOException {
    String said = Programs.run("fsck.fat", "-n", made.toString()).output();
    assertThat(said).doesNotContain("differences", "wrong", "Bad");
    assertThat(identity(made)).isEqualTo(identity(volume));
    assertThat(boot(made)).isEqualTo(boot(volume));
    assertThat(listing(made)).isEqualTo(listing(volume));
    assertThat(content(made, "made")).isEqualTo(content(volume, "volume"));
  }

  private static String identity(Path volume) {
    return Programs.run("blkid", "-p", "-o", "export", volume.toString())
        .orFail()
        .replaceFirst("DEVNAME=.*\n", "");
  }

  /** Boot code, and what lies before the counts: name of the system, sector size. */
  private static List<Integer> boot(Path volume) throws IOException {
    byte[] sector = new byte[512];
    try (RandomAccessFile file = new RandomAccessFile(volume.toFile(), "r")) {
      file.readFully(sector);
    }
    List<Integer> bytes = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      if (i < 13 || i == 14 || i == 15 || (i >= 24 && i < 32) || i >= 90) {
        bytes.add((int) sector[i]);
      }
    }
    return bytes;
  }

  private static String listing(Path volume) {
    return FREE.matcher(mtools("mdir", volume, "-/", "-a", "::")).replaceAll("");
  }

  private String content(Path volume, String name) throws IOException {
    Path out = Files.createDirectories(folder.resolve("in " + name));
    mtools("mcopy", volume, "-s", "-n", "-m", "::/A folder 0", out.toString());
    return Programs.run(
            "sh",
            "-c",
            "cd \"$1\" && find . -type f -exec sha256sum {} + | sort",
            "-",
            out.toString())
        .orFail();
  }
}
