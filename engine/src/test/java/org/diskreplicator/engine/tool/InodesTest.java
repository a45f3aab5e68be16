package org.diskreplicator.engine.tool;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.model.FileEntry;
import org.diskreplicator.engine.model.FileKind;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InodesTest {
  private static final String FORMAT = "--printf=%f %u %g %h %d:%i %s %b %B %.9Y %t:%T\\n";
  private static final String FILE = "81a4 1 2 1 43:12 10 8 512 981173106.123456789 0:0\n";
  private static final String LINK = "a1ff 0 0 1 43:13 7 0 512 -1.500000000 0:0\n";
  private static final String DEVICE = "61b0 0 6 1 43:14 0 0 512 0.000000000 8:12c\n";

  private final Path temp;
  private final Path names;
  private final ScriptedRunner runner = new ScriptedRunner();
  private final Inodes inodes;

  InodesTest(@TempDir Path temp) {
    this.temp = temp;
    names = temp.resolve("names");
    inodes =
        new Inodes(new Xargs(runner, new ToolPaths(List.of(temp)), names), Inodes.Oddities.NONE);
  }

  @BeforeEach
  void installTools() throws IOException {
    for (String tool : List.of("stat", "readlink", "getfattr", "lsattr")) {
      assertThat(Files.createFile(temp.resolve(tool)).toFile().setExecutable(true)).isTrue();
    }
  }

  private void expect(String output, String tool, String... options) {
    List<String> argv = new ArrayList<>(List.of("xargs", "-0", "-r", "-a", names.toString(), "--"));
    argv.add(temp.resolve(tool).toString());
    argv.addAll(List.of(options));
    runner.expect(output, argv.toArray(String[]::new));
  }

  private void expectStat(String output) {
    expect(output, "stat", FORMAT, "--");
  }

  private void expectReadlink(String output) {
    expect(output, "readlink", "-z", "--");
  }

  private void expectLsattr(String output) {
    expect(output, "lsattr", "-dp", "--");
  }

  private void expectGetfattr(String output) {
    expect(output, "getfattr", "-h", "-d", "-m", "-", "-e", "hex", "--absolute-names", "--");
  }

  private List<FileEntry> read(String... paths) {
    List<FileEntry> entries =
        inodes.read(
            Stream.of(paths).map(p -> new Inodes.Name("n", p.getBytes(ISO_8859_1))).toList());
    runner.assertDone();
    return entries;
  }

  @Test
  void everythingIsGathered() throws IOException {
    expectStat(FILE + LINK + DEVICE);
    expectReadlink("../x\0");
    expectLsattr("   77 ----i---------e------- /m/f\n");
    expectGetfattr("# file: /m/d\nuser.a=0x31\nuser.b=0x\n\n");
    List<FileEntry> entries = read("/m/f", "/m/l", "/m/d");
    assertThat(entries)
        .containsExactly(
            new FileEntry(
                "n",
                FileKind.REGULAR,
                0644,
                1,
                2,
                1,
                "43:12",
                10,
                4096,
                Instant.ofEpochSecond(981173106, 123456789),
                Map.of("flags", "i", "project", "77")),
            new FileEntry(
                "n",
                FileKind.SYMLINK,
                0777,
                0,
                0,
                1,
                "43:13",
                7,
                0,
                Instant.ofEpochSecond(-2, 500_000_000),
                Map.of("target", "../x")),
            new FileEntry(
                "n",
                FileKind.BLOCK_DEVICE,
                0660,
                0,
                6,
                1,
                "43:14",
                0,
                0,
                Instant.EPOCH,
                Map.of("device number", "8:300", "user.a", "0x31", "user.b", "0x")));
    assertThat(Files.readString(names)).isEqualTo("/m/f\0/m/l\0/m/d\0");
  }

  @Test
  void aPlaceOfASubvolumeHasNoFlagsAndNoTimeOfItsOwn() {
    Inodes btrfs =
        new Inodes(
            new Xargs(runner, new ToolPaths(List.of(temp)), names),
            Inodes.Oddities.SUBVOLUME_PLACES);
    expectStat("41ed 0 0 1 43:2 0 0 512 1700000000.500000000 0:0\n");
    expectReadlink("");
    expectLsattr("");
    expectGetfattr("");
    List<FileEntry> entries =
        btrfs.read(List.of(new Inodes.Name("n", "/m/place".getBytes(ISO_8859_1))));
    assertThat(entries.get(0).modified()).isEqualTo(Instant.EPOCH);
    runner.assertDone();
  }

  /** A file can be called what a line for the next file looks like. */
  @Test
  void aNameThatPretendsToBeALineIsNone() {
    String hostile = "/m/x\n    0 ----i---------e------- /m/y";
    expectStat(FILE + FILE);
    expectReadlink("");
    expectLsattr(
        "    0 --------------e------- " + hostile + "\n    0 -----a--------e------- /m/y\n");
    expectGetfattr("# file: " + hostile.replace("\n", "\\012") + "\nuser.a=0x31\n\n");
    List<FileEntry> entries = read(hostile, "/m/y");
    assertThat(entries.get(0).attributes()).isEqualTo(Map.of("user.a", "0x31"));
    assertThat(entries.get(1).attributes()).isEqualTo(Map.of("flags", "a"));
  }

  @Test
  void bytesThatAreNoTextAreKept() throws IOException {
    expectStat(FILE);
    expectReadlink("");
    expectLsattr("    0 --------------e------- /m/\u00ff\n");
    expectGetfattr("# file: /m/\u00ff\nuser.a=0x31\n\n");
    assertThat(read("/m/\u00ff").get(0).attributes()).isEqualTo(Map.of("user.a", "0x31"));
    assertThat(Files.readAllBytes(names)).containsExactly('/', 'm', '/', 0xff, 0);
  }

  @Test
  void aFileThatIsLeftOutIsAFailure() {
    expectStat(FILE);
    assertThatThrownBy(() -> read("/m/a", "/m/b")).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void flagsOfAnotherFileAreAFailure() {
    expectStat(FILE);
    expectReadlink("");
    expectLsattr("    0 --------------e------- /m/b\n");
    assertThatThrownBy(() -> read("/m/a")).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void namesGoThereAndBack() throws IOException {
    for (String readable :
        List.of("plain", "é 漢", "\\xff", "a\\x5cb", "d\\xc3/\\xfe(", "-n", "\n")) {
      Path path = RawName.resolve(temp, readable);
      byte[] bytes = RawName.bytes(path);
      assertThat(new String(bytes, UTF_8)).startsWith(temp.toString());
      int start = temp.toString().getBytes(UTF_8).length + 1;
      byte[] below = java.util.Arrays.copyOfRange(bytes, start, bytes.length);
      assertThat(RawName.readable(below)).isEqualTo(readable);
    }
  }

  @Test
  void namesThatDifferLookDifferent() {
    byte[] invalid = {(byte) 0xff};
    assertThat(RawName.readable(invalid)).isEqualTo("\\xff");
    assertThat(RawName.readable("\\xff".getBytes(UTF_8))).isEqualTo("\\x5cxff");
    assertThat(RawName.readable("é".getBytes(UTF_8))).isEqualTo("é");
    assertThat(RawName.readable(new byte[] {(byte) 0xc3, (byte) 0xa9, (byte) 0xff}))
        .isEqualTo("\\xc3\\xa9\\xff");
  }
}
