package org.diskreplicator.it.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.engine.f2fs.F2fsUsedMaps;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ExtentSet;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.UsedMap;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.tool.FullChecks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the map of an f2fs calls free is what dump.f2fs calls free. With noise in all of that,
 * fsck.f2fs is content, and each block of each file is still somewhere on the disk: no driver for
 * it may be here that could read the files.
 */
class F2fsUsedMapsIT {
  private static final int BLOCK = 4096;
  private static final int SEGMENT = 512 * BLOCK;
  private static final Pattern SEGMENTS =
      Pattern.compile("segno:\\s+(\\d+)\\s[^\\n]*\\n\\n((?:\\s+[0-9a-f]{2}\\b)*)");

  @TempDir Path folder = Path.of("");

  @BeforeAll
  static void tools() {
    Programs.require("mkfs.f2fs", "sload.f2fs", "dump.f2fs", "fsck.f2fs");
  }

  @ParameterizedTest
  @CsvSource({
    "120, 10, 9000, -q",
    "300, 300, 60000, -q",
    "300, 40, 2000000, -q -s 2",
    "400, 100, 100000, -q -i -O extra_attr,inode_checksum,sb_checksum",
  })
  void only_what_is_free_is_called_free(int mib, int count, int largest, String options)
      throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), count, largest);
    Path image = make(mib, options);
    Programs.run("sload.f2fs", "-f", files.folder().toString(), image.toString());
    TestDisk disk = TestDisk.around(image);

    UsedMap map = new F2fsUsedMaps().read(disk.file(), disk.region());

    assertThat(map.state()).as(map.reason()).isEqualTo(ContentState.CLEAN);
    assertThat(map.free()).isEqualTo(dumped(image));
    disk.fillWithGarbage(map.free());
    Path copy = disk.cutOut();
    Verdict verdict = check(copy);
    assertThat(verdict.agrees()).as(verdict.findings()).isTrue();
    Set<String> blocks = blocks(copy);
    for (String name : files.names()) {
      assertThat(blocks).as(name).containsAll(wholeBlocks(files.folder().resolve(name)));
    }
  }

  @Test
  void the_check_finds_a_block_that_is_used_and_called_free() throws IOException {
    TestFiles files = TestFiles.write(folder.resolve("files"), 60, 60_000);
    Path image = make(300, "-q");
    Programs.run("sload.f2fs", "-f", files.folder().toString(), image.toString());
    Path same = Files.copy(image, folder.resolve("same"));
    assertThat(check(image).agrees()).as(check(image).findings()).isTrue();
    assertThat(Files.mismatch(image, same)).as("nothing is written").isEqualTo(-1);

    long entry = entryOfMoreThanOneBlock(image);
    freeOne(image, entry);

    assertThat(check(image).agrees()).isFalse();
    assertThat(check(image).findings()).contains("SIT bitmap is 0x0");
  }

  /** The place of an entry of the segment table; that of a fresh table, which sload.f2fs keeps. */
  private static long entryOfMoreThanOneBlock(Path image) throws IOException {
    long table = number(image, 1024 + 80) * (long) BLOCK;
    for (int i = 0; i < 50; i++) {
      long at = table + i * 74L;
      int count = number(image, at) & 0x3ff;
      if (count > 3 && count < 512) {
        return at;
      }
    }
    throw new AssertionError("no segment has blocks in use");
  }

  /** Takes one block out of a bitmap and out of its count. */
  private static void freeOne(Path image, long entry) throws IOException {
    byte[] bytes = bytes(image, entry, 74);
    int at = 2;
    while (bytes[at] == 0) {
      at++;
    }
    bytes[at] &= (byte) (bytes[at] - 1);
    bytes[0]--;
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.seek(entry);
      file.write(bytes);
    }
  }

  private Path make(int mib, String options) throws IOException {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength((long) mib << 20);
    }
    List<String> argv = new ArrayList<>(List.of("mkfs.f2fs", "-f"));
    argv.addAll(Arrays.asList(options.split(" ", -1)));
    argv.add(image.toString());
    Programs.run(argv).orFail();
    return image;
  }

  private ExtentSet dumped(Path image) throws IOException {
    Path work = Files.createDirectories(folder.resolve("dumped"));
    String dump = "cd '" + work + "' && dump.f2fs -s 0~-1 '" + image.toAbsolutePath() + "'";
    Programs.run("sh", "-c", dump).orFail();
    long main = number(image, 1024 + 92) * (long) BLOCK;
    ExtentSet.Builder free = ExtentSet.builder();
    String text = Files.readString(work.resolve("dump_sit"), StandardCharsets.US_ASCII);
    Matcher segment = SEGMENTS.matcher(text);
    while (segment.find()) {
      long start = main + Long.parseLong(segment.group(1)) * SEGMENT;
      String digits = segment.group(2).replaceAll("\\s", "");
      byte[] bits = digits.isEmpty() ? new byte[64] : HexFormat.of().parseHex(digits);
      for (int i = 0; i < 512; i++) {
        if ((bits[i / 8] >> (7 - i % 8) & 1) == 0) {
          free.add(start + (long) i * BLOCK, start + (i + 1L) * BLOCK);
        }
      }
    }
    return free.build();
  }

  private static Set<String> blocks(Path disk) throws IOException {
    Set<String> found = new HashSet<>();
    byte[] block = new byte[BLOCK];
    try (RandomAccessFile file = new RandomAccessFile(disk.toFile(), "r")) {
      for (long at = 0; at + BLOCK <= file.length(); at += BLOCK) {
        file.seek(at);
        file.readFully(block);
        found.add(sum(block));
      }
    }
    return found;
  }

  private static Set<String> wholeBlocks(Path file) throws IOException {
    byte[] all = Files.readAllBytes(file);
    Set<String> sums = new HashSet<>();
    for (int at = 0; at + BLOCK <= all.length; at += BLOCK) {
      sums.add(sum(Arrays.copyOfRange(all, at, at + BLOCK)));
    }
    return sums;
  }

  private static String sum(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes), 0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Verdict check(Path image) {
    return new FullChecks(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken()))
        .check(FullCheck.F2FS, image, 0);
  }

  private static int number(Path image, long at) throws IOException {
    byte[] bytes = bytes(image, at, Integer.BYTES);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  private static byte[] bytes(Path image, long at, int length) throws IOException {
    byte[] bytes = new byte[length];
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      file.seek(at);
      file.readFully(bytes);
    }
    return bytes;
  }
}
