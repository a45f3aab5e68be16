package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code verify --files} finds each kind of difference, and none where there is none. */
@ExtendWith(Lab.class)
class VerifyFilesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int SWAP_LABEL = 1052;

  @TempDir static Path shared;

  /**
   * Something done to a copy.
   *
   * @param finding a pattern of what diskrep has to say
   */
  record Change(String name, String finding, Consumer<Path> act) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Change> changes() {
    return List.of(
        tool("mode", "etc/file: mode 0644 .* 4755", "chmod", "4755", "etc/file"),
        tool("owner", "etc/alone: owner 0 .* 5 ", "chown", "5", "etc/alone"),
        tool("group", "etc/fifo: group 0 .* 6 ", "chgrp", "6", "etc/fifo"),
        tool("owner of a link", "etc/link: owner", "chown", "-h", "5", "etc/link"),
        tool(
            "nanosecond",
            "etc/file: modified 2001-.*06.123456789Z .*06.123456788Z",
            "touch",
            "-d",
            "2001-02-03 04:05:06.123456788 UTC",
            "etc/file"),
        tool(
            "xattr",
            "etc/marked: user.note 0x.* none",
            "setfattr",
            "-x",
            "user.note",
            "etc/marked"),
        tool(
            "trusted xattr",
            "etc/marked: trusted.note",
            "setfattr",
            "-n",
            "trusted.note",
            "-v",
            "other",
            "etc/marked"),
        tool("ACL", "etc/marked: system.posix_acl_access", "setfacl", "-b", "etc/marked"),
        tool("flag", "etc/alone: flags none .* i ", "chattr", "+i", "etc/alone"),
        tool("missing", "etc/alone: missing in the copy", "rm", "etc/alone"),
        tool("extra", "etc/extra: missing in the source", "touch", "etc/extra"),
        tool(
            "kind",
            "etc/fifo: it is a fifo .* file",
            "cp",
            "--remove-destination",
            "etc/alone",
            "etc/fifo"),
        new Change(
            "folder",
            "names: missing in the copy, with all",
            root -> delete(root.resolve("names"))),
        new Change(
            "content",
            "etc/file: content differs from byte 9999 on",
            root -> FileZoo.writeAt(root.resolve("etc/file"), 9999, "X")),
        new Change(
            "far content",
            "etc/sparse: content differs from byte 5368709121 on",
            root -> FileZoo.writeAt(root.resolve("etc/sparse"), (5L << 30) + 1, "X")),
        new Change(
            "filled hole",
            "etc/sparse: data .*",
            root -> FileZoo.writeAt(root.resolve("etc/sparse"), 1 << 16, "\0")),
        new Change(
            "size",
            "etc/alone: size 7 .* 8 ",
            root -> FileZoo.writeAt(root.resolve("etc/alone"), 7, "X")),
        new Change(
            "broken hard link",
            "etc/third name: number of names 3 .* 1 ",
            VerifyFilesIT::breakLink),
        new Change(
            "device number", "etc/device: device number 8:300 .* 8:301", VerifyFilesIT::renumber),
        new Change(
            "link target",
            "etc/link: target \\.\\./gone .* \\.\\./gone/ ",
            VerifyFilesIT::retarget),
        new Change(
            "content behind an invalid name",
            "names/invalid-\\\\xff/\\\\xc3\\(: content differs from byte 0",
            root -> FileZoo.writeAt(FileZoo.raw(root, "names/invalid-%FF/%C3%28"), 0, "F")),
        new Change(
            "invalid name",
            "names/invalid-\\\\xfe: missing in the copy",
            root ->
                move(
                    FileZoo.raw(root, "names/invalid-%FE"),
                    FileZoo.raw(root, "names/invalid-%FD"))));
  }

  /** A program that is run in the root of the copy, on a path that comes last. */
  private static Change tool(String name, String finding, String tool, String... arguments) {
    return new Change(
        name,
        finding,
        root -> {
          Object[] all =
              Stream.of(arguments)
                  .map(text -> text.startsWith("etc/") ? root.resolve(text) : text)
                  .toArray();
          Tools.output(tool, all);
        });
  }

  private static void breakLink(Path root) {
    Path name = root.resolve("etc/third name");
    Path apart = root.resolve("etc/apart");
    Tools.output("cp", "-a", name, apart);
    move(apart, name);
  }

  private static void renumber(Path root) {
    Tools.output("rm", root.resolve("etc/device"));
    Tools.output("mknod", root.resolve("etc/device"), "b", "8", "301");
  }

  private static void retarget(Path root) {
    Tools.output("ln", "-sfn", "../gone/", root.resolve("etc/link"));
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized Path zoo(String type) throws IOException {
    Path image = shared.resolve(type + ".raw");
    return Files.exists(image) ? image : FileZoo.make(image, "mkfs." + type);
  }

  private static Path copy(Path image, Scene scene) {
    Path copy = scene.target("copy.raw");
    Tools.output("cp", "--sparse=always", image, copy);
    return copy;
  }

  @ParameterizedTest
  @MethodSource("changes")
  void changeIsFound(Change change, Scene scene) throws IOException {
    Path source = zoo("ext4");
    Path copy = copy(source, scene);
    FileZoo.mounted(copy, change.act());
    Outcome outcome = scene.as(Caller.ROOT).run("verify", "--files", source, copy).exits(3);
    assertThat(outcome.stdout()).containsPattern("  " + change.finding());
    assertThat(outcome.stderr()).contains("differs from the source");
    scene.assertLeftOnly("copy.raw");
  }

  @ParameterizedTest
  @ValueSource(strings = {"qcow2", "vmdk"})
  void cloneHoldsTheSameFiles(String format, Scene scene) throws IOException {
    Path source = zoo("ext4");
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy." + format);
    scene.as(Caller.ROOT).run("clone", source, copy, "--format", format).exits(0);
    scene.run("verify", "--files", source, copy).exits(0).tells("equal, \\d\\d files");
    assertThat(Checksums.sha256(source)).isEqualTo(before);
    scene.assertLeftOnly("copy." + format);
  }

  /** Files that were copied one by one lie in other blocks of another file system. */
  @Test
  void filesMayLieElsewhere(Scene scene) throws IOException {
    Path source = zoo("ext4");
    Path copy = scene.target("copy.raw");
    Tools.output("cp", "--sparse=always", source, copy);
    FileZoo.mounted(
        copy,
        root -> {
          Path moved = root.resolve("etc/new");
          Tools.output("touch", "-r", root.resolve("etc"), root.resolve("stamp"));
          Tools.output("cp", "-a", "--sparse=always", root.resolve("etc/sparse"), moved);
          move(moved, root.resolve("etc/sparse"));
          Tools.output("touch", "-r", root.resolve("stamp"), root.resolve("etc"));
          Tools.output("rm", root.resolve("stamp"));
        });
    FileZoo.mounted(source, root -> Tools.output("touch", "-d", "2002-02-02", root));
    FileZoo.mounted(copy, root -> Tools.output("touch", "-d", "2002-02-02", root));
    scene.as(Caller.ROOT).run("verify", "--files", source, copy).exits(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"xfs", "btrfs"})
  void otherFileSystemsAreRead(String type, Scene scene) throws IOException {
    Path source = zoo(type);
    Path copy = copy(source, scene);
    scene
        .as(Caller.ROOT)
        .run("verify", "--files", source, copy)
        .exits(0)
        .tells("equal, \\d\\d files");
    FileZoo.mounted(copy, root -> FileZoo.writeAt(root.resolve("etc/file"), 9999, "X"));
    scene
        .run("verify", "--files", source, copy)
        .exits(3)
        .tells("etc/file: content differs from byte 9999 on");
  }

  /** A byte on the disk, or a tool that changes the disk as a whole. */
  @ParameterizedTest
  @CsvSource({
    "swap label, partition 6: label swap-mbr",
    "boot code, boot code: differs",
    "gap, gap at 512 B|gap at 0 B: bytes differ",
    "FAT boot code, /: boot code",
    "FAT file, content differs|missing",
    "disk id, table: id",
    "type, partition 6: type 82 .* 83"
  })
  void damageOfTheDiskIsFound(String damage, String finding, Workbench bench, Scene scene)
      throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture source = bench.fixture("mbr");
    Path copy = copy(source.image(), scene);
    damage(damage, source, copy);
    Outcome outcome = scene.as(Caller.ROOT).run("verify", "--files", source.image(), copy).exits(3);
    assertThat(outcome.stdout()).containsPattern(finding);
    // A type also changes the bytes of the gap that holds the extended boot record.
    assertThat(outcome.stdout())
        .containsPattern(damage.equals("type") ? "2 differences\n" : "1 difference\n");
  }

  private static void damage(String damage, Fixture source, Path copy) throws IOException {
    switch (damage) {
      case "swap label" -> flip(copy, source.partition(6).offset() + SWAP_LABEL);
      case "boot code" -> flip(copy, 100);
      case "gap" -> flip(copy, 512 + 7);
      case "FAT boot code" -> flip(copy, source.partition(1).offset() + 200);
      case "FAT file" -> changeFat(copy, source.partition(1).offset());
      case "disk id" -> Tools.output("sfdisk", "--disk-id", copy, "0x12345678");
      default -> Tools.output("sfdisk", "--part-type", copy, "6", "83");
    }
  }

  private static void changeFat(Path copy, long offset) throws IOException {
    Path file = Files.writeString(copy.resolveSibling("changed"), "changed");
    Tools.output("mcopy", "-i", copy + "@@" + offset, file, "::/CHANGED");
    Files.delete(file);
  }

  private static void flip(Path file, long offset) throws IOException {
    try (RandomAccessFile disk = new RandomAccessFile(file.toFile(), "rw")) {
      disk.seek(offset);
      int old = disk.read();
      disk.seek(offset);
      disk.write(old ^ 1);
    }
  }

  @Test
  void gptIdentitiesAreCompared(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    Fixture source = bench.fixture("gpt");
    Path copy = copy(source.image(), scene);
    Tools.output("sfdisk", "--part-uuid", copy, "3", "11111111-2222-3333-4444-555555555555");
    Tools.output("sfdisk", "--part-label", copy, "2", "other");
    Tools.output("sfdisk", "--part-attrs", copy, "1", "LegacyBIOSBootable");
    scene
        .as(Caller.ROOT)
        .run("verify", "--files", source.image(), copy)
        .exits(3)
        .tells("partition 3: PARTUUID .* 11111111-2222-3333-4444-555555555555 in the copy")
        .tells("partition 2: name swap in the source, other in the copy")
        .tells("partition 1: attributes none in the source, LegacyBIOSBootable");
  }

  @Test
  void largerCloneIsEqual(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    Fixture source = bench.fixture("gpt");
    Path copy = scene.target("copy.qcow2");
    scene
        .as(Caller.ROOT)
        .run("clone", source.image(), copy, "--size", "1G", "--keep-sizes")
        .exits(0);
    scene.run("verify", "--files", source.image(), copy).exits(0);
    scene.run("verify", "--files", source.image() + "#3", copy + "#3").exits(0);
  }

  /** A journal that waits to be replayed goes on waiting, on both sides. */
  @Test
  void dirtyFileSystemIsReadAsItIs(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    Fixture source = bench.fixture("dirty-ext4");
    Path copy = copy(source.image(), scene);
    String before = Checksums.sha256(copy);
    scene.as(Caller.ROOT).run("verify", "--files", copy, source.image()).exits(0);
    assertThat(Checksums.sha256(copy)).isEqualTo(before);
    assertThat(Checksums.sha256(source.image())).isEqualTo(bench.checksum(source));
  }

  @Test
  void ordinaryUserReadsFat(Workbench bench, Scene scene) throws IOException {
    Fixture source = bench.fixture("bare-fat12");
    scene.run("verify", "--files", source.image(), source.image()).exits(0).tells("vfat.*equal");
    Path copy = scene.owned(copy(source.image(), scene));
    changeFat(copy, 0);
    scene
        .run("verify", "--files", source.image(), copy)
        .exits(3)
        .tells("CHANGED: missing in the source");
  }

  @Test
  void ordinaryUserIsToldWhatAMountNeeds(Workbench bench, Scene scene) {
    Fixture source = bench.fixture("bare-ext4");
    scene
        .run("verify", "--files", source.image(), source.image())
        .exits(5)
        .saysOneSentence()
        .tells("sudo");
    scene.assertLeftOnly();
  }

  @Test
  void reportIsJsonToo(Scene scene) throws IOException {
    Path source = zoo("ext4");
    Path copy = copy(source, scene);
    FileZoo.mounted(copy, root -> Tools.output("chmod", "0600", root.resolve("etc/alone")));
    List<JsonObject> lines =
        scene.as(Caller.ROOT).run("verify", "--json", "--files", source, copy).exits(3).json();
    JsonObject report = lines.stream().filter(line -> line.has("parts")).findFirst().orElseThrow();
    assertThat(report.get("equal").getAsBoolean()).isFalse();
    JsonObject part = report.getAsJsonArray("parts").get(1).getAsJsonObject();
    assertThat(part.get("content").getAsString()).isEqualTo("ext4");
    assertThat(part.get("differenceCount").getAsInt()).isEqualTo(1);
    assertThat(
            part.getAsJsonArray("differences").get(0).getAsJsonObject().get("where").getAsString())
        .isEqualTo("etc/alone");
  }

  @ParameterizedTest(name = "SIG{0}")
  @ValueSource(strings = {"TERM", "KILL"})
  void stoppedComparisonLeavesNoMount(String signal, Scene scene) throws IOException {
    Path raw = zoo("ext4");
    Path source = scene.target("source.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, source);
    Path tools = ToolFolder.withSlow(scene.work().resolve("tools"), "getfattr");
    scene.as(Caller.ROOT).with("DISKREP_PATH", tools.toString());
    Running run = scene.start("verify", "--files", source, raw);
    await().atMost(LIMIT).until(() -> mounts(scene) == 2);
    run.signal(signal);
    Outcome outcome = run.await();
    if (signal.equals("KILL")) {
      await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
      assertThat(mounts(scene)).isEqualTo(2);
      scene.run("cleanup").exits(0).tells("unmount");
    } else {
      outcome.exits(143);
    }
    scene.assertLeftOnly("source.qcow2");
  }

  /** Mounts of loop devices in the state folder. */
  private static long mounts(Scene scene) {
    return Leftovers.mounts(scene.state()).stream()
        .filter(point -> point.contains("files"))
        .count();
  }
}
