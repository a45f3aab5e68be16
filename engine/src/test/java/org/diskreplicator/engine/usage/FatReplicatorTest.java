package org.diskreplicator.engine.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FullCheck;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileSystemChecks;
import org.diskreplicator.engine.port.FileSystemChecks.Verdict;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.process.CancelToken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made anew is read here without the code under test, byte by byte. */
final class FatReplicatorTest {
  private static final int CLUSTER = 512;
  private static final int LAST = 0x0fffffff;

  @TempDir Path temp = Path.of("");

  private final Map<Integer, byte[]> clusters = new TreeMap<>();
  private final List<Path> checked = new ArrayList<>();
  private final List<String> findings = new ArrayList<>();
  private SyntheticFat fat = new SyntheticFat(32, 70_000, CLUSTER, 1, 2);

  /** A root in cluster 2, a file in 9, 7 and 8, a folder in 20 with a file in 30. */
  private void sample() {
    fat.entry(2, LAST).entry(9, 7).entry(7, 8).entry(8, LAST).entry(20, LAST).entry(30, LAST);
    fat.patch(48, 1).patch(50, 6);
    fat.patch(90, "BOOT CODE".chars().toArray());
    cluster(
        2,
        entry("LABEL      ", 0x08, 0, 0),
        entry("\u00e5GONE   TXT", 0x20, 50, 99),
        piece("long name.t"),
        entry("LONGNA~1T  ", 0x20, 9, 1300),
        entry("SUB        ", 0x10, 20, 0),
        entry("EMPTY      ", 0x21, 0, 0));
    cluster(
        20,
        entry(".          ", 0x10, 20, 0),
        entry("..         ", 0x10, 0, 0),
        entry("INNER   TXT", 0x20, 30, 5));
    for (int number : new int[] {9, 7, 8, 30}) {
      clusters.put(
          number, ("" + number).repeat(CLUSTER).substring(0, CLUSTER).getBytes(ISO_8859_1));
    }
  }

  private void cluster(int number, byte[]... entries) {
    ByteBuffer all = ByteBuffer.allocate(CLUSTER);
    for (byte[] entry : entries) {
      all.put(entry);
    }
    clusters.put(number, all.array());
  }

  private static byte[] entry(String name, int attributes, int cluster, int size) {
    ByteBuffer entry = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    entry.put(name.getBytes(ISO_8859_1)).put((byte) attributes).put((byte) 0x18);
    entry.put(13, (byte) 150).putShort(14, (short) 0x1234).putShort(18, (short) 0x4321);
    entry.putShort(20, (short) (cluster >> 16)).putShort(26, (short) cluster).putInt(28, size);
    return entry.array();
  }

  /** The one piece of the long name of LONGNA~1.T. */
  private static byte[] piece(String text) {
    ByteBuffer entry = ByteBuffer.allocate(32).order(ByteOrder.LITTLE_ENDIAN);
    int sum = 0;
    for (char c : "LONGNA~1T  ".toCharArray()) {
      sum = ((sum >> 1 | (sum & 1) << 7) + c) & 255;
    }
    entry.put(0, (byte) 0x41).put(11, (byte) 0x0f).put(13, (byte) sum);
    int[] places = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    for (int i = 0; i < text.length(); i++) {
      entry.putShort(places[i], (short) text.charAt(i));
    }
    return entry.array();
  }

  private Replicator replicator() {
    FileSystemChecks checks =
        (check, file, offset) -> {
          assertThat(check).isEqualTo(FullCheck.FAT);
          checked.add(file);
          return new Verdict(findings.isEmpty(), String.join("\n", findings));
        };
    return new FatReplicator(new FakeWindows(), checks);
  }

  private Replicator.Original original() throws IOException {
    Path disk = temp.resolve("disk");
    Extent part = fat.write(disk, 0);
    try (RandomAccessFile out = new RandomAccessFile(disk.toFile(), "rw")) {
      for (Map.Entry<Integer, byte[]> cluster : clusters.entrySet()) {
        out.seek(SyntheticFat.OFFSET + fat.dataOffset() + (cluster.getKey() - 2L) * CLUSTER);
        out.write(cluster.getValue());
      }
    }
    Content content = Content.of(Signature.ofType("vfat"));
    return new Replicator.Original(
        new ImageFiles.View(disk, ImageFormat.RAW),
        part,
        new Region(
            Region.Kind.BARE, part, Optional.empty(), content, new FatUsedMaps().read(disk, part)),
        SectorSize.S512);
  }

  private ByteBuffer rebuilt(long size) throws IOException {
    Path target = temp.resolve("target");
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(size);
    }
    replicator().rebuild(original(), target, Replicator.Progress.NONE, new CancelToken());
    assertThat(checked).containsExactly(target);
    return ByteBuffer.wrap(Files.readAllBytes(target)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int data(ByteBuffer made) {
    return (32 + 2 * made.getInt(36)) * CLUSTER;
  }

  private static byte[] bytes(ByteBuffer made, int at, int length) {
    byte[] bytes = new byte[length];
    made.get(at, bytes);
    return bytes;
  }

  @Test
  void filesLieOneBehindTheOtherAndTheirEntriesGoOn() throws IOException {
    sample();
    ByteBuffer made = rebuilt(48 << 20);

    int root = data(made);
    assertThat(bytes(made, root, 32)).isEqualTo(entry("LABEL      ", 0x08, 0, 0));
    assertThat(bytes(made, root + 32, 32)).isEqualTo(piece("long name.t"));
    assertThat(bytes(made, root + 64, 32)).isEqualTo(entry("LONGNA~1T  ", 0x20, 3, 1300));
    assertThat(bytes(made, root + 96, 32)).isEqualTo(entry("SUB        ", 0x10, 6, 0));
    assertThat(bytes(made, root + 128, 32)).isEqualTo(entry("EMPTY      ", 0x21, 0, 0));
    assertThat(bytes(made, root + 160, CLUSTER - 160)).containsOnly(0);
    int folder = root + 4 * CLUSTER;
    assertThat(bytes(made, folder, 32)).isEqualTo(entry(".          ", 0x10, 6, 0));
    assertThat(bytes(made, folder + 32, 32)).isEqualTo(entry("..         ", 0x10, 0, 0));
    assertThat(bytes(made, folder + 64, 32)).isEqualTo(entry("INNER   TXT", 0x20, 7, 5));
  }

  @Test
  void filesKeepTheirBytesAndNothingOfWhatIsBehindThem() throws IOException {
    sample();
    ByteBuffer made = rebuilt(48 << 20);

    byte[] file = new byte[3 * CLUSTER];
    System.arraycopy(clusters.get(9), 0, file, 0, CLUSTER);
    System.arraycopy(clusters.get(7), 0, file, CLUSTER, CLUSTER);
    System.arraycopy(clusters.get(8), 0, file, 2 * CLUSTER, 1300 - 2 * CLUSTER);
    assertThat(bytes(made, data(made) + CLUSTER, 3 * CLUSTER)).isEqualTo(file);
    assertThat(bytes(made, data(made) + 5 * CLUSTER, 6))
        .isEqualTo(new byte[] {51, 48, 51, 48, 51, 0});
  }

  @Test
  void allCopiesOfTheTableAreWritten() throws IOException {
    sample();
    ByteBuffer made = rebuilt(48 << 20);

    int[] entries = {0x0ffffff8, LAST, LAST, 4, 5, LAST, LAST, LAST, 0, 0};
    int length = made.getInt(36) * CLUSTER;
    for (int copy = 0; copy < 2; copy++) {
      for (int i = 0; i < entries.length; i++) {
        assertThat(made.getInt(32 * CLUSTER + copy * length + 4 * i)).isEqualTo(entries[i]);
      }
    }
  }

  @Test
  void theSectorsBeforeTheTablesGoOnWithOtherNumbers() throws IOException {
    sample();
    byte[] signatures = {0x52, 0x52, 0x61, 0x41};
    for (int i = 0; i < 4; i++) {
      fat.patch(512 + i, signatures[i]);
      fat.patch(512 + 484 + i, "rrAa".charAt(i));
      fat.patch(7 * 512 + 484 + i, "rrAa".charAt(i));
    }
    fat.patch(6 * 512 + 510, 0x55, 0xaa).patch(31 * 512, 77);
    ByteBuffer made = rebuilt(48 << 20);

    assertThat(bytes(made, 90, 9)).isEqualTo("BOOT CODE".getBytes(ISO_8859_1));
    assertThat(made.getInt(32)).isEqualTo(48 << 11);
    assertThat(made.get(31 * 512)).isEqualTo((byte) 77);
    int clusterCount = ((48 << 20) - data(made)) / CLUSTER;
    for (int boot : new int[] {0, 6}) {
      assertThat(made.getInt(boot * 512 + 36)).isEqualTo(made.getInt(36));
      assertThat(made.getInt((boot + 1) * 512 + 488)).isEqualTo(clusterCount - 6);
      assertThat(made.getInt((boot + 1) * 512 + 492)).isEqualTo(7);
    }
  }

  @Test
  void theSmallestSizeIsEnough() throws IOException {
    sample();
    long smallest = replicator().smallest(original());

    assertThat(smallest).isBetween(65525L * 512, 66_600L * 512);
    assertThat(rebuilt(smallest).getInt(32)).isEqualTo((int) (smallest / 512));
    assertThatThrownBy(() -> rebuilt(smallest - 1))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("it needs " + smallest);
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 16})
  void aRootOfItsOwnStaysWhereItIs(int bits) throws IOException {
    fat = new SyntheticFat(bits, bits == 12 ? 3000 : 5000, CLUSTER, 1, 1);
    fat.entry(1000, (1 << bits) - 1).entry(1001, (1 << bits) - 1);
    cluster(1000, entry(".          ", 0x10, 1000, 0), entry("..         ", 0x10, 0, 0));
    clusters.put(1001, new byte[] {9});
    cluster(2 - 4, entry("FILE       ", 0x20, 1001, 1), entry("SUB        ", 0x10, 1000, 0));
    ByteBuffer made = rebuilt(bits == 12 ? 2 << 20 : 8 << 20);

    int root = (1 + made.getShort(22)) * CLUSTER;
    assertThat(bytes(made, root, 32)).isEqualTo(entry("FILE       ", 0x20, 2, 1));
    assertThat(bytes(made, root + 32, 32)).isEqualTo(entry("SUB        ", 0x10, 3, 0));
    assertThat(made.get(root + 4 * CLUSTER)).isEqualTo((byte) 9);
    assertThat(bytes(made, root + 5 * CLUSTER, 32)).isEqualTo(entry(".          ", 0x10, 3, 0));
    byte[] table = bytes(made, CLUSTER, 8);
    assertThat(table)
        .isEqualTo(
            bits == 12
                ? new byte[] {(byte) 0xf8, -1, -1, -1, -1, -1, 0, 0}
                : new byte[] {(byte) 0xf8, -1, -1, -1, -1, -1, -1, -1});
  }

  @Test
  void clustersThatChangeAreTold() throws IOException {
    fat = new SyntheticFat(32, 140_000, CLUSTER, 2, 2).entry(2, LAST);
    Path target = temp.resolve("small");
    Files.createFile(target);
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(40 << 20);
    }
    assertThat(replicator().rebuild(original(), target, done -> {}, new CancelToken()))
        .singleElement()
        .asString()
        .contains("512 bytes instead of 1024");
  }

  @Test
  void twoFilesWithOneClusterAreRefused() throws IOException {
    sample();
    fat.entry(30, 8);
    assertRefused("a cluster belongs to two files");
  }

  @Test
  void aFolderInItselfIsRefused() throws IOException {
    sample();
    cluster(20, entry("SELF       ", 0x10, 20, 0));
    assertRefused("a cluster belongs to two files");
  }

  @Test
  void aChainThatIsTooShortIsRefused() throws IOException {
    sample();
    fat.entry(7, LAST);
    assertRefused("fewer clusters");
  }

  @Test
  void aDirtyVolumeIsRefused() throws IOException {
    sample();
    fat.entry(1, 0x07ffffff);
    assertRefused("marked dirty");
  }

  private void assertRefused(String reason) throws IOException {
    Replicator.Original original = original();
    assertThatThrownBy(() -> replicator().smallest(original))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason);
    assertThatThrownBy(() -> rebuilt(48 << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void whatFsckDislikesIsRefused() throws IOException {
    sample();
    findings.add("Bad short name");
    assertThatThrownBy(() -> rebuilt(48 << 20))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("Bad short name");
  }

  @Test
  void itStopsOnRequest() throws IOException {
    sample();
    Path target = Files.createFile(temp.resolve("stopped"));
    try (RandomAccessFile file = new RandomAccessFile(target.toFile(), "rw")) {
      file.setLength(48 << 20);
    }
    CancelToken stop = new CancelToken();
    stop.cancel();
    assertThatThrownBy(
            () -> replicator().rebuild(original(), target, Replicator.Progress.NONE, stop))
        .isInstanceOf(CancelledException.class);
  }
}
