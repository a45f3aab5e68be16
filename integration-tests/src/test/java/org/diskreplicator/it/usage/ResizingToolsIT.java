package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.Resizers;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.ResizingTools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * File systems with files, resized to the smallest size that their tool tells, in between, and
 * beyond; their checks must find nothing, and their files must be the same.
 */
class ResizingToolsIT {
  private static final Content EXT = Content.of(Signature.ofType("ext4"));
  private static final Content NTFS = Content.of(Signature.ofType("ntfs"));
  private static final long SIZE = 64L << 20;

  private final Resizers resizers =
      new ResizingTools(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()));

  @TempDir Path folder = Path.of("");

  private TestFiles files = new TestFiles(folder, List.of());

  @BeforeEach
  void files() throws IOException {
    Programs.require("mke2fs", "resize2fs", "e2fsck", "debugfs", "dumpe2fs");
    files = TestFiles.write(folder.resolve("files"), 120, 100_000);
  }

  private Path make(String options) throws IOException {
    Path image = folder.resolve("image");
    List<String> argv = new ArrayList<>(List.of("mke2fs", "-q", "-F"));
    argv.addAll(List.of(options.split(" ")));
    argv.addAll(List.of("-d", files.folder().toString(), image.toString(), SIZE / 1024 + "k"));
    Programs.run(argv).orFail();
    StringBuilder deletions = new StringBuilder();
    files.half().forEach(name -> deletions.append("rm \"/").append(name).append("\"\n"));
    Path script = Files.writeString(folder.resolve("script"), deletions);
    Programs.run("debugfs", "-w", "-f", script.toString(), image.toString()).orFail();
    Programs.run("e2fsck", "-fy", image.toString());
    Programs.run("e2fsck", "-fn", image.toString()).orFail();
    files = files.without(files.half());
    return image;
  }

  private Path copy(Path image, long size) throws IOException {
    Path copy = folder.resolve("copy");
    Files.copy(image, copy, StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(Math.max(size, file.length()));
    }
    return copy;
  }

  private void resize(Content content, Path image, long size) throws IOException {
    Path copy = copy(image, size);
    resizers.resize(content, copy, size, new CancelToken());
    try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
      file.setLength(size);
    }
  }

  private void assertResized(Path image, long size) throws IOException {
    resize(EXT, image, size);
    Path copy = folder.resolve("copy");
    Programs.run("e2fsck", "-fn", copy.toString()).orFail();
    Path out = Files.createDirectories(folder.resolve("out"));
    Programs.run("debugfs", "-R", "rdump / " + out, copy.toString()).orFail();
    files.assertEqualTo(out);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-t ext2 -b 1024",
        "-t ext2 -b 4096 -O ^resize_inode",
        "-t ext3 -b 1024 -g 2048",
        "-t ext3 -b 2048 -O ^sparse_super,^resize_inode",
        "-t ext4 -b 1024",
        "-t ext4 -b 1024 -O meta_bg,^resize_inode",
        "-t ext4 -b 1024 -G 4 -g 1024",
        "-t ext4 -b 4096",
        "-t ext4 -b 4096 -O ^flex_bg,^64bit",
        "-t ext4 -b 4096 -O ^has_journal,metadata_csum_seed",
        "-t ext4 -b 4096 -O inline_data,quota,project -N 5000",
        "-t ext4 -b 4096 -O ^metadata_csum,uninit_bg,mmp -E stride=8,stripe_width=32"
      })
  void anExtTakesEverySizeFromItsSmallestOn(String options) throws IOException {
    Path image = make(options);
    Resizers.Range range = resizers.range(EXT, image);
    long smallest = range.smallest().orElseThrow();

    assertThat(smallest).isLessThan(SIZE);
    assertThat(range.grows()).isTrue();
    for (long size : new long[] {smallest, (smallest + SIZE) / 2, 3 * SIZE}) {
      assertResized(image, size);
    }
    assertThatThrownBy(() -> resize(EXT, image, smallest - 4096))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it needs " + smallest);
  }

  /** The day this fails, a newer resize2fs can do what the one that was measured could not. */
  @ParameterizedTest
  @ValueSource(strings = {"-t ext4 -b 4096 -O bigalloc -C 65536"})
  void whatItsToolSpoilsIsRefused(String options) throws IOException {
    Path image = make(options);
    assertThat(resizers.range(EXT, image).grows()).isFalse();
    assertThatThrownBy(() -> resize(EXT, image, 2 * SIZE)).isInstanceOf(RefusedException.class);

    Path copy = copy(image, 2 * SIZE);
    Programs.run("resize2fs", "-f", copy.toString(), 2 * SIZE / 1024 + "k").orFail();
    assertThat(Programs.run("e2fsck", "-fn", copy.toString()).exitCode()).isNotZero();
  }

  @Test
  void aDamagedExtIsRefusedAndNotMended() throws IOException {
    Path image = make("-t ext4 -b 4096");
    Programs.run("debugfs", "-w", "-R", "freeb 1500 3000", image.toString()).orFail();

    assertThatThrownBy(() -> resize(EXT, image, SIZE / 2))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("damaged");
  }

  @Test
  void anNtfsTakesEverySizeFromItsSmallestOn() throws IOException {
    Programs.require("mkfs.ntfs", "ntfscp", "ntfscat", "ntfsresize", "ntfs-3g.probe");
    Path image = ntfs();
    long smallest = resizers.range(NTFS, image).smallest().orElseThrow();

    for (long size : new long[] {smallest, (smallest + SIZE) / 2, 2 * SIZE}) {
      resize(NTFS, image, size);
      Path copy = folder.resolve("copy");
      assertThat(Programs.run("ntfsresize", "--info", "-ff", "-P", copy.toString()).output())
          .containsAnyOf("You might resize at", "Volume is full");
      for (String name : files.names()) {
        assertThat(Programs.run("ntfscat", "-f", copy.toString(), name).orFail())
            .endsWith(Programs.run("cat", files.folder().resolve(name).toString()).orFail());
      }
    }
    assertThatThrownBy(() -> resize(NTFS, image, smallest / 2))
        .isInstanceOf(RefusedException.class);
    resize(NTFS, image, SIZE / 2);
    assertThat(resizers.range(NTFS, folder.resolve("copy")).obstacle()).contains("check");
  }

  private Path ntfs() throws IOException {
    files = new TestFiles(files.folder(), files.names().subList(0, 15));
    Path image = folder.resolve("ntfs");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(SIZE);
    }
    Programs.run("mkfs.ntfs", "-F", "-Q", "-q", image.toString()).orFail();
    for (String name : files.names()) {
      Programs.run("ntfscp", image.toString(), files.folder().resolve(name).toString(), name)
          .orFail();
    }
    return image;
  }

  @Test
  void aSuspendedWindowsIsLeftAlone() throws IOException {
    Programs.require("mkfs.ntfs", "ntfscp", "ntfsresize", "ntfs-3g.probe");
    Path image = ntfs();
    byte[] suspended = new byte[4096];
    System.arraycopy("hibr".getBytes(StandardCharsets.US_ASCII), 0, suspended, 0, 4);
    Path file = Files.write(folder.resolve("hiberfil"), suspended);
    Programs.run("ntfscp", image.toString(), file.toString(), "hiberfil.sys").orFail();

    assertThatThrownBy(() -> resize(NTFS, image, SIZE / 2))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("suspended");
  }
}
