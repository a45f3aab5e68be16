package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.Garbage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/** LVM in LUKS and LUKS in LVM, as an ordinary user; cryptsetup opens the copies. */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the locks of lvm")
class NestedLayersIT {
  private static final String MAKER = "src/test/python/make-layers";
  private static final String PASSPHRASE = "correct horse battery";
  private static final long MIB = 1 << 20;

  /** Where make-layers puts vg/root, and how long it is. */
  private static final Range ROOT = new Range(2 * MIB, 42 * MIB);

  /** Where it puts vgmd/inner in its store. */
  private static final Range INNER = new Range(MIB, 29 * MIB);

  private static final long STORE = 64 * MIB;

  @BeforeEach
  void needed() {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    List.of("lvm", "mke2fs", "cryptsetup").forEach(Tools::find);
  }

  private static Path key(Scene scene) throws IOException {
    return scene.owned(Files.writeString(scene.work().resolve("key"), PASSPHRASE));
  }

  private static Path made(String what, String name, Scene scene) throws IOException {
    Path file = scene.work().resolve(name);
    Path folder = Files.createDirectory(scene.work().resolve(what));
    Tools.output("python3", MAKER, what, file, folder, Garbage.MARKER);
    return file;
  }

  private static Path cut(Path file, Range range, Path part) {
    String skip = "skip=" + range.start() / MIB;
    String count = "count=" + (range.end() - range.start()) / MIB;
    Tools.output("dd", "if=" + file, "of=" + part, "bs=1M", skip, count);
    return part;
  }

  /** Sound, with the same used blocks, and without what was deleted. */
  private static void assertSame(Path original, Path copy) {
    Tools.output("e2fsck", "-fn", copy);
    assertThat(DiskBytes.firstDifference(original, copy, used(original))).isEmpty();
    assertThat(DiskBytes.findMarker(original)).as("deleted data in the source").isNotEmpty();
    assertThat(files(copy)).isEqualTo(files(original)).contains("file-11");
  }

  private static String files(Path image) {
    return Tools.output("debugfs", "-R", "ls -l", image);
  }

  private static List<Range> used(Path image) {
    return Range.complement(FreeRanges.ext(image, 0), StateDisk.length(image));
  }

  @Test
  void volumesInAContainer(Scene scene) throws IOException {
    Path key = key(scene);
    Path store = made("store", "store.raw", scene);
    Path source = scene.target("secret.raw");
    scene.owned(LuksKind.LUKS2.encipher(store, key, source));
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");

    scene
        .run("inspect", source, "--luks-key-file", key)
        .exits(0)
        .tells("LUKS of disk .*LVM2_member")
        .tells("vgmd/inner .*ext4 .*clean");
    assertLiesWhereLvmSays(store);
    scene.run("clone", source, copy, "--luks-key-file", key).exits(0).tells("verified");

    assertThat(Checksums.sha256(source)).as("the source").isEqualTo(before);
    Path opened = LuksKind.LUKS2.decipher(copy, key, STORE, scene.work().resolve("opened.raw"));
    assertSame(
        cut(store, INNER, scene.work().resolve("inner.raw")),
        cut(opened, INNER, scene.work().resolve("inner-copy.raw")));
    assertThat(DiskBytes.findMarker(opened)).as("deleted data").isEmpty();
    assertThat(LuksKind.allocated(copy)).isLessThan(LuksKind.HEADER + 40 * MIB);
    scene.assertLeftOnly("secret.raw", "copy.raw");
    assertThat(metadata(opened)).as("metadata of the copy").isEqualTo(metadata(store));
    List<Range> used = used(scene.work().resolve("inner.raw"));
    long last = used.get(used.size() - 1).end() - 1;
    assertThat(allUsedAreCompared(last, source, copy, key, scene)).isEqualTo(3);
  }

  private static String metadata(Path store) {
    return Tools.output("pvck", "--dump", "metadata", store);
  }

  /** All that the test cuts out of the container as the volume is what LVM itself calls so. */
  private static void assertLiesWhereLvmSays(Path store) {
    String text = metadata(store);
    long extent = number(text, "extent_size") * 512;
    assertThat(number(text, "pe_start") * 512).isEqualTo(INNER.start());
    assertThat(extent * number(text, "extent_count")).isEqualTo(INNER.end() - INNER.start());
    assertThat(text).containsPattern("stripes = \\[\\s*\"pv0\", 0\\s*\\]");
  }

  private static long number(String text, String name) {
    Matcher matcher = Pattern.compile("\\b" + name + " = (\\d+)").matcher(text);
    assertThat(matcher.find()).as(name).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  /** The exit status of verify when the last used byte of the inner volume is another one. */
  private static int allUsedAreCompared(long used, Path source, Path copy, Path key, Scene scene) {
    LuksKind.spoil(copy, LuksKind.HEADER + INNER.start() + used);
    return scene.run("verify", source, copy, "--luks-key-file", key).exitCode();
  }

  @Test
  void aContainerInAVolume(Scene scene) throws IOException {
    Path key = key(scene);
    Path disk = made("lvm", "disk.raw", scene);
    Path plain = made("store", "store.raw", scene);
    Range part = new Range(INNER.start(), INNER.start() + 24 * MIB);
    Path small = cut(plain, part, scene.work().resolve("small.raw"));
    String extended = "nodiscard,lazy_itable_init=0,lazy_journal_init=0";
    Tools.output("mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-E", extended, small);
    Path sealed = LuksKind.LUKS2.encipher(small, key, scene.work().resolve("sealed.raw"));
    String seek = "seek=" + ROOT.start() / MIB;
    Tools.output("dd", "if=" + sealed, "of=" + disk, "bs=1M", seek, "conv=notrunc");
    Path source = scene.target("disk.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk, source);
    scene.owned(source);
    Path copy = scene.target("copy.raw");

    scene
        .run("clone", source, copy, "--format", "raw", "--luks-key-file", key)
        .exits(0)
        .tells("verified");

    Path container = cut(copy, ROOT, scene.work().resolve("container.raw"));
    Path opened =
        LuksKind.LUKS2.decipher(container, key, 24 * MIB, scene.work().resolve("opened.raw"));
    Tools.output("e2fsck", "-fn", opened);
    assertThat(DiskBytes.firstDifference(small, opened, used(small))).isEmpty();
    assertThat(DiskBytes.findMarker(small)).as("deleted data in the source").isNotEmpty();
    assertThat(DiskBytes.findMarker(opened)).as("deleted data").isEmpty();
    assertThat(DiskBytes.findMarker(copy)).as("deleted data elsewhere").isEmpty();
  }
}
