package org.diskreplicator.engine.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CopyListsTest {
  private static final int PARTS = 2;

  @TempDir private Path work;

  private CopyLists divide(String... records) throws IOException {
    Path listing = work.resolve("listing");
    Files.write(listing, (String.join("\0", records) + "\0").getBytes(ISO_8859_1));
    return CopyLists.divide(listing, work, PARTS);
  }

  private static List<String> names(Path list) {
    try {
      return List.of(Files.readString(list, ISO_8859_1).split("\0"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void eachKindHasItsList() throws IOException {
    CopyLists lists =
        divide(
            "d 3 4096 8 2 ",
            "d 2 4096 8 12 folder",
            "f 1 5 8 13 folder/file",
            "l 1 5 0 14 folder/link",
            "p 1 0 0 15 fifo",
            "s 1 0 0 16 socket",
            "c 1 0 0 17 character",
            "b 1 0 0 18 block");
    assertThat(names(lists.folders())).containsExactly(".", "folder");
    assertThat(lists.files()).hasSize(1);
    assertThat(names(lists.files().get(0))).containsExactly("folder/file", "folder/link");
    assertThat(lists.specials().map(CopyListsTest::names))
        .hasValue(List.of("fifo", "socket", "character", "block"));
  }

  @Test
  void anEmptyFileSystemHasOnlyItsRoot() throws IOException {
    CopyLists lists = divide("d 3 4096 8 2 ");
    assertThat(lists.files()).isEmpty();
    assertThat(lists.specials()).isEmpty();
    assertThat(names(lists.folders())).containsExactly(".");
  }

  @Test
  void namesAreBytes() throws IOException {
    CopyLists lists = divide("f 1 1 8 12 a \n b\u00ff\\ c");
    assertThat(names(lists.files().get(0))).containsExactly("a \n b\u00ff\\ c");
  }

  @Test
  void allNamesOfAFileAreInOneList() throws IOException {
    String[] records =
        IntStream.range(0, 4000)
            .mapToObj(i -> "f %d 100000 200 %d name%d".formatted(i % 7 == 0 ? 2 : 1, i, i))
            .toArray(String[]::new);
    List<Path> files = divide(records).files();
    assertThat(files).hasSize(PARTS);
    assertThat(names(files.get(1))).noneMatch(name -> Integer.parseInt(name.substring(4)) % 7 == 0);
    assertThat(files.stream().flatMap(list -> names(list).stream()).collect(Collectors.toSet()))
        .hasSize(records.length);
  }

  @Test
  void listsCostAboutTheSame() throws IOException {
    String[] records =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "f 1 %d 99999 %d name%d".formatted(i % 100 * 1000, i, i))
            .toArray(String[]::new);
    List<Path> files = divide(records).files();
    assertThat(names(files.get(0)).size()).isBetween(9_000, 11_000);
    assertThat(names(files.get(1)).size()).isBetween(9_000, 11_000);
  }

  @Test
  void aFileWithAsManyBlocksAsBytesSeemsFull() {
    assertThat(file("f 1 4096 8 12 x").seemsFull()).isTrue();
    assertThat(file("f 1 4097 8 12 x").seemsFull()).isFalse();
    assertThat(file("f 1 0 0 12 x").seemsFull()).isFalse();
  }

  private static FoundFile file(String record) {
    return FoundFile.of(record.getBytes(ISO_8859_1));
  }
}
