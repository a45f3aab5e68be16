package org.diskreplicator.engine.usage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.model.Content;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Signature;
import org.diskreplicator.engine.port.FakeWindows;
import org.diskreplicator.engine.port.FileContent;
import org.diskreplicator.engine.port.FileSystems;
import org.diskreplicator.engine.port.FileTree;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FatTreeTest {
  private static final int CLUSTER = 512;
  private static final int LAST = 0xffff;

  @TempDir Path temp;

  /** FAT16 with a file in clusters 2, 4 and 3, and a folder in cluster 5. */
  private final SyntheticFat fat =
      new SyntheticFat(16, 5000, 512, 1, 2).entry(2, 4).entry(4, 3).entry(3, LAST).entry(5, LAST);

  private FileSystems.Result open(Path disk, Extent part) {
    return new FatFileSystems(new FakeWindows())
        .open(new View(disk, ImageFormat.RAW), part, Content.of(Signature.ofType("vfat")));
  }

  private FileTree tree(byte[]... rootEntries) throws IOException {
    Path disk = temp.resolve("disk");
    Extent part = fat.write(disk, 0);
    try (RandomAccessFile out = new RandomAccessFile(disk.toFile(), "rw")) {
      out.seek(SyntheticFat.OFFSET + fat.tableOffset(2));
      for (byte[] entry : rootEntries) {
        out.write(entry);
      }
      for (int cluster = 2; cluster < 6; cluster++) {
        out.seek(SyntheticFat.OFFSET + fat.dataOffset() + (cluster - 2) * CLUSTER);
        out.write(cluster == 5 ? inFolder() : ("" + cluster).repeat(CLUSTER).getBytes(ISO_8859_1));
      }
    }
    return ((FileSystems.Opened) open(disk, part)).tree();
  }

  private static byte[] inFolder() {
    return join(
        entry(".          ", 0x10, 5, 0), entry("INNER   TXT", 0x21, 0, 0), new byte[CLUSTER - 64]);
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer all = ByteBuffer.allocate(List.of(parts).stream().mapToInt(p -> p.length).sum());
    List.of(parts).forEach(all::put);
    return all.array();
  }

  /** An entry of 2 January 2003, 04:05:06. */
  private static byte[] entry(String name, int attributes, int cluster, int size) {
    byte[] entry = new byte[32];
    System.arraycopy(name.getBytes(ISO_8859_1), 0, entry, 0, 11);
    entry[11] = (byte) attributes;
    put(entry, 22, 4 << 11 | 5 << 5 | 3);
    put(entry, 24, 23 << 9 | 1 << 5 | 2);
    put(entry, 26, cluster);
    put(entry, 28, size);
    return entry;
  }

  private static void put(byte[] entry, int at, int value) {
    entry[at] = (byte) value;
    entry[at + 1] = (byte) (value >> 8);
  }

  /** One piece of a long name. */
  private static byte[] piece(int order, int sum, String text) {
    byte[] entry = new byte[32];
    entry[0] = (byte) order;
    entry[11] = 0x0f;
    entry[13] = (byte) sum;
    int[] places = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
    for (int i = 0; i < places.length; i++) {
      put(entry, places[i], i < text.length() ? text.charAt(i) : i == text.length() ? 0 : 0xffff);
    }
    return entry;
  }

  private static int sum(String name) {
    int sum = 0;
    for (int i = 0; i < name.length(); i++) {
      sum = ((sum >> 1 | (sum & 1) << 7) + name.charAt(i)) & 255;
    }
    return sum;
  }

  private static List<String> names(FileTree tree) {
    return tree.list(List.of("")).get(0).stream().map(FileEntry::name).toList();
  }

  @Test
  void aFileIsReadAlongItsChain() throws IOException {
    FileTree tree = tree(entry("FILE       ", 0x20, 2, 1500));
    FileEntry file = tree.list(List.of("")).get(0).get(0);
    assertThat(file.size()).isEqualTo(1500);
    assertThat(file.modified()).isEqualTo(Instant.parse("2003-01-02T04:05:06Z"));
    assertThat(file.attributes()).containsEntry("attributes", "A");
    ByteBuffer all = ByteBuffer.allocate(4096);
    try (FileContent content = tree.open("FILE")) {
      while (content.read(all.position(), all) > 0) {
        // goes on
      }
    }
    assertThat(new String(all.array(), 0, all.position(), ISO_8859_1))
        .isEqualTo("2".repeat(CLUSTER) + "4".repeat(CLUSTER) + "3".repeat(1500 - 2 * CLUSTER));
  }

  @Test
  void aFolderIsListed() throws IOException {
    FileTree tree = tree(entry("SUB        ", 0x10, 5, 0));
    assertThat(tree.list(List.of("")).get(0)).allMatch(FileEntry::isFolder);
    FileEntry inner = tree.list(List.of("SUB")).get(0).get(0);
    assertThat(inner.name()).isEqualTo("INNER.TXT");
    assertThat(inner.attributes()).containsEntry("attributes", "RA");
  }

  @Test
  void aLongNameComesInPieces() throws IOException {
    String shortName = "ALONGN~1TXT";
    FileTree tree =
        tree(
            piece(0x42, sum(shortName), "n \u00e9\u6f22.txt"),
            piece(1, sum(shortName), "A long name i"),
            entry(shortName, 0x20, 0, 0));
    assertThat(names(tree)).containsExactly("A long name in \u00e9\u6f22.txt");
  }

  @Test
  void aLongNameOfAnotherFileIsNotTaken() throws IOException {
    FileTree tree = tree(piece(0x41, 1, "stale"), entry("REAL    TXT", 0x20, 0, 0));
    assertThat(names(tree)).containsExactly("REAL.TXT");
  }

  @Test
  void deletedFilesAndTheLabelAreNoFiles() throws IOException {
    FileTree tree =
        tree(
            entry("LABEL      ", 0x08, 0, 0),
            entry("\u00e5GONE      ", 0x20, 2, 9),
            entry("HERE       ", 0x20, 0, 0));
    assertThat(names(tree)).containsExactly("HERE");
    assertThat(tree.root().attributes()).containsEntry("volume label", "LABEL");
  }

  @Test
  void aSlashInANameIsNoFolder() throws IOException {
    FileTree tree = tree(entry("A/B        ", 0x20, 0, 0));
    assertThat(names(tree)).containsExactly("A\\x2fB");
  }

  @Test
  void aChainInACircleIsAFailure() throws IOException {
    fat.entry(3, 2);
    FileTree tree = tree(entry("FILE       ", 0x20, 2, 1500));
    tree.list(List.of(""));
    assertThatThrownBy(() -> tree.open("FILE")).isInstanceOf(InputOutputException.class);
  }

  @Test
  void aDirtyVolumeIsNotReadAsFiles() throws IOException {
    fat.entry(1, 0x7fff);
    Path disk = temp.resolve("dirty");
    assertThat(open(disk, fat.write(disk, 0))).isInstanceOf(FileSystems.Unopened.class);
  }
}
