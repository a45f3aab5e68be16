package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.ntfs.NtfsUsedMaps;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** States of NTFS as ntfs-3g.probe tells them, and damage that the full check has to find. */
class NtfsUsedMapsIT {
  private static final int HIBERNATED = 14;
  private static final int UNCLEAN = 15;
  private static final int CLUSTER = 4096;

  @TempDir Path folder = Path.of("");
  private Path image = Path.of("");

  @BeforeEach
  void make() throws IOException {
    Programs.require("mkntfs", "ntfscp", "ntfscluster", "ntfsresize", "ntfs-3g.probe");
    image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(32 << 20);
    }
    Programs.run("mkntfs", "-q", "-Q", "-F", "-c", "4096", image.toString()).orFail();
    TestFiles files = TestFiles.write(folder.resolve("files"), 30, 60_000);
    for (String name : files.names()) {
      copyIn(files.folder().resolve(name), name);
    }
  }

  private void copyIn(Path file, String name) {
    Programs.run("ntfscp", image.toString(), file.toString(), name).orFail();
  }

  @Test
  void a_clean_volume_has_a_map_and_the_check_agrees() throws IOException {
    UsedMap map = map();

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free().isEmpty()).isFalse();
    assertThat(check().agrees()).as(check().findings()).isTrue();
    assertThat(probe()).isZero();
  }

  @Test
  void a_volume_that_is_full_up_to_the_brim_has_nothing_free_and_the_check_agrees()
      throws IOException {
    Path large = folder.resolve("large");
    for (int length = 8 << 20; length >= CLUSTER; length /= 2) {
      Files.write(large, new byte[length]);
      for (int i = 0; fits(large, "large " + length + " " + i); i++) {
        assertThat(i).isLessThan(10);
      }
    }

    assertThat(map().usedBytes()).isGreaterThan((32 << 20) - (1 << 20));
    assertThat(check().agrees()).as(check().findings()).isTrue();
  }

  private boolean fits(Path file, String name) {
    return Programs.run("ntfscp", image.toString(), file.toString(), name).exitCode() == 0;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hibr", "HIBR"})
  void a_suspended_windows_is_found_as_the_probe_finds_it(String signature) throws IOException {
    byte[] bytes = new byte[8192];
    System.arraycopy(signature.getBytes(StandardCharsets.US_ASCII), 0, bytes, 0, 4);
    copyIn(Files.write(folder.resolve("hiberfil"), bytes), "hiberfil.sys");

    assertThat(probe()).isEqualTo(HIBERNATED);
    assertThat(map().state()).isEqualTo(ContentState.HIBERNATED);
  }

  @Test
  void an_empty_hibernation_file_is_no_suspended_windows() throws IOException {
    copyIn(Files.write(folder.resolve("hiberfil"), new byte[8192]), "hiberfil.sys");

    assertThat(probe()).isZero();
    assertThat(map().state()).isEqualTo(ContentState.CLEAN);
  }

  @Test
  void a_journal_that_was_not_closed_is_found_as_the_probe_finds_it() throws IOException {
    long log = runOf("$LogFile");
    for (long at : new long[] {0, CLUSTER}) {
      write(log * CLUSTER + at, restartPage());
    }

    assertThat(probe()).isEqualTo(UNCLEAN);
    assertThat(map().state()).isEqualTo(ContentState.DIRTY);
  }

  /** A page of version 1.1 whose only client is in use. */
  private static byte[] restartPage() {
    ByteBuffer page = ByteBuffer.allocate(CLUSTER).order(ByteOrder.LITTLE_ENDIAN);
    page.putInt(0, 0x52545352).putShort(4, (short) 30).putShort(6, (short) 9);
    page.putInt(16, CLUSTER).putInt(20, CLUSTER).putShort(24, (short) 48);
    page.putShort(26, (short) 1).putShort(28, (short) 1).putShort(30, (short) 1);
    page.putShort(48 + 8, (short) 1).putShort(48 + 10, (short) -1).putShort(48 + 12, (short) 0);
    page.putInt(48 + 16, 44).putShort(48 + 20, (short) 224).putShort(48 + 22, (short) 64);
    page.putLong(48 + 24, 2 << 20).putShort(48 + 36, (short) 48).putShort(48 + 38, (short) 64);
    page.putShort(112 + 16, (short) -1).putShort(112 + 18, (short) -1);
    for (int end = 510; end < CLUSTER; end += 512) {
      page.putShort(end, (short) 1);
    }
    return page.array();
  }

  @Test
  void the_check_finds_a_cluster_that_a_file_uses_and_the_bitmap_calls_free() throws IOException {
    long cluster = runOf("file with a long name 1.bin");
    long at = runOf("$Bitmap") * CLUSTER + cluster / 8;
    write(at, new byte[] {(byte) (read(at) & ~(1 << cluster % 8))});
    Path before = Files.copy(image, folder.resolve("before"));

    assertThat(map().free().contains(cluster * CLUSTER)).isTrue();
    assertThat(check().agrees()).isFalse();
    assertThat(check().findings()).contains("missing cluster in $Bitmap");
    assertThat(Files.mismatch(before, image)).as("nothing is written").isEqualTo(-1);
  }

  private UsedMap map() throws IOException {
    return new NtfsUsedMaps().read(image, new Extent(0, Files.size(image)));
  }

  private Verdict check() {
    return new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()))
        .check(FullCheck.NTFS, image, 0);
  }

  /** On a copy, as it opens for writing. */
  private int probe() throws IOException {
    Path copy = folder.resolve("probed");
    Files.deleteIfExists(copy);
    Files.copy(image, copy);
    return Programs.run("ntfs-3g.probe", "--readwrite", copy.toString()).exitCode();
  }

  private long runOf(String file) {
    String said = Programs.run("ntfscluster", "-F", file, image.toString()).orFail();
    Matcher run = Pattern.compile("(?m)^\\s+0\\s+(\\d+)\\s+\\d+\\s*$").matcher(said);
    long first = -1;
    while (run.find()) {
      first = Long.parseLong(run.group(1));
    }
    return first;
  }

  private void write(long at, byte[] bytes) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(at);
      file.write(bytes);
    }
  }

  private int read(long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.seek(at);
      return file.read();
    }
  }
}
