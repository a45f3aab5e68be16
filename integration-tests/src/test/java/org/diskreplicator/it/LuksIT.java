package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * LUKS containers whose key is given, as an ordinary user; copies are opened by QEMU's driver or by
 * cryptsetup.
 */
@ExtendWith(Lab.class)
class LuksIT {
  private static final String PASSPHRASE = "correct horse battery";
  private static final String FIXTURE = "ext4-no-64bit";
  private static final long MIB = 1 << 20;

  private static Path key(Scene scene, String name, String text) throws IOException {
    return scene.owned(Files.writeString(scene.work().resolve(name), text));
  }

  private static Path container(Fixture plain, LuksKind kind, Path key, Scene scene) {
    return scene.owned(kind.encipher(plain.image(), key, scene.target("secret.raw")));
  }

  private static void assertOpens(
      Path copy, LuksKind kind, Path key, Fixture original, Scene scene) {
    Path raw = kind.decipher(copy, key, original.size(), scene.work().resolve("opened.raw"));
    new CopyProof(original, raw, scene.work()).assertGood();
  }

  private static long used(Fixture plain) {
    return CopyProof.used(plain).stream().mapToLong(range -> range.end() - range.start()).sum();
  }

  @ParameterizedTest
  @EnumSource
  void aCopyOpensWithThePassphraseAndHoldsTheSameFiles(LuksKind kind, Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(original, kind, key, scene);
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");

    scene.run("clone", source, copy, "--luks-key-file", key).exits(0);

    assertThat(Checksums.sha256(source)).isEqualTo(before);
    assertOpens(copy, kind, key, original, scene);
    assertThat(LuksKind.allocated(copy)).isLessThan(used(original) * 11 / 10 + LuksKind.HEADER);
    scene.run("verify", source, copy, "--luks-key-file", key).exits(0);
    scene.run("verify", source, copy).exits(3).tells("give the key here too");
    scene.assertLeftOnly("secret.raw", "copy.raw");
  }

  @Test
  void partitionsWithKeysOfTheirOwnLeaveAndEnterQcow2(Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path one = key(scene, "one", PASSPHRASE);
    Path two = key(scene, "two", "another");
    Path disk = scene.work().resolve("disk.raw");
    long second = original.size() + 32 * MIB;
    partition(disk, second);
    put(LuksKind.LUKS2.encipher(original.image(), one, scene.work().resolve("a")), disk, MIB);
    put(LuksKind.LUKS1.encipher(original.image(), two, scene.work().resolve("b")), disk, second);
    Path source = scene.target("disk.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk, source);
    scene.owned(source);

    scene
        .run("inspect", source, "--luks-key-file", one, "--luks-key-file", two)
        .exits(0)
        .tells("LUKS of partition 1 .* ext4 ")
        .tells("LUKS of partition 2 .* ext4 ");
    Path copy = scene.target("copy.qcow2");
    scene.run("clone", source, copy, "--luks-key-file", one, "--luks-key-file", two).exits(0);

    assertThat(LuksKind.allocated(copy)).isLessThan(used(original) * 22 / 10 + 2 * LuksKind.HEADER);
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("copy.raw"));
    assertOpens(cut(raw, MIB, second - MIB), LuksKind.LUKS2, one, original, scene);
    assertOpens(cut(raw, second, -1), LuksKind.LUKS1, two, original, scene);
    scene.run("clone", source + "#2", scene.target("two.raw"), "--luks-key-file", two).exits(0);
    assertOpens(scene.target("two.raw"), LuksKind.LUKS1, two, original, scene);
  }

  private static void partition(Path disk, long second) throws IOException {
    Tools.output("truncate", "-s", second + 128 * MIB, disk);
    Path script = disk.resolveSibling("table");
    Files.writeString(
        script,
        "label: gpt\nstart=1MiB,size=%d\nstart=%d\n".formatted((second - MIB) / 512, second / 512));
    Tools.output("sh", "-c", "sfdisk -q \"$1\" <\"$2\"", "sh", disk, script);
  }

  private static void put(Path part, Path disk, long offset) {
    Tools.output("dd", "if=" + part, "of=" + disk, "bs=1M", "seek=" + offset / MIB, "conv=notrunc");
  }

  private static Path cut(Path disk, long offset, long length) {
    Path part = disk.resolveSibling("part-" + offset);
    String count = length < 0 ? "status=none" : "count=" + length / MIB;
    Tools.output("dd", "if=" + disk, "of=" + part, "bs=1M", "skip=" + offset / MIB, count);
    return part;
  }

  @Test
  void withoutItsKeyItIsCopiedWholeAndWithAWrongOneRefused(Workbench bench, Scene scene)
      throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path wrong = key(scene, "wrong", "another");
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    Path copy = scene.target("copy.raw");
    for (List<Path> given : List.of(List.of(wrong), List.of(wrong, key))) {
      List<Object> arguments = new ArrayList<>(List.of("clone", source, copy));
      given.forEach(file -> arguments.addAll(List.of("--luks-key-file", file)));
      scene
          .run(arguments.toArray())
          .exits(4)
          .saysOneSentence()
          .tells("No LUKS container of the disk opens with the key file '.*wrong'");
    }
    scene
        .run("clone", source, copy, "--luks-key-file", scene.target("none"))
        .exits(2)
        .tells("is no file that you may read");
    scene.run("clone", source, copy, "--luks-ask").exits(4).saysOneSentence().tells("a terminal");
    scene.assertLeftOnly("secret.raw");
    scene.run("inspect", source).exits(0).tells("encrypted; with its key");
    scene.run("clone", source, copy).exits(0);
    assertThat(Checksums.sha256(copy)).isEqualTo(Checksums.sha256(source));
  }

  /** cryptsetup would mend the second and the third by writing to them. */
  @ParameterizedTest
  @ValueSource(longs = {600, 8192, 16384 + 600})
  void aDamagedHeaderIsCopiedAsItIs(long offset, Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    LuksKind.spoil(source, offset);
    assertWhole(source, key, "header is damaged", scene);
  }

  @Test
  void whatIsBeingEncryptedAnewIsCopiedWhole(Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture(FIXTURE), LuksKind.LUKS2, key, scene);
    Tools.output(
        "cryptsetup",
        "reencrypt",
        "--init-only",
        "--force-offline-reencrypt",
        "--disable-locks",
        "--pbkdf-memory",
        32768,
        "--pbkdf-force-iterations",
        4,
        "-q",
        "--key-file",
        key,
        source);
    assertWhole(source, key, "being encrypted anew", scene);
  }

  private static void assertWhole(Path source, Path key, String reason, Scene scene)
      throws IOException {
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");
    scene
        .run("clone", source, copy, "--luks-key-file", key)
        .exits(0)
        .tells("copied whole: .*" + reason);
    assertThat(Checksums.sha256(source)).isEqualTo(before);
    assertThat(Checksums.sha256(copy)).isEqualTo(before);
  }

  @Test
  void theCheckInsideDecides(Workbench bench, Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path source = container(bench.fixture("lying-ext4"), LuksKind.LUKS2, key, scene);
    Path copy = scene.target("copy.raw");
    scene.run("clone", source, copy, "--luks-key-file", key).exits(0).tells("volume LUKS of disk");
    assertThat(Checksums.sha256(copy)).isEqualTo(Checksums.sha256(source));
  }

  @Test
  void inPlaceItGivesItsFreeSpaceBackToWhoHasTheKey(Workbench bench, Scene scene)
      throws IOException {
    Fixture original = bench.fixture(FIXTURE);
    Path key = key(scene, "key", PASSPHRASE);
    Path image = container(original, LuksKind.LUKS2, key, scene);
    long before = LuksKind.allocated(image);
    scene.run("sparsify", "--in-place", image).exits(0);
    assertThat(LuksKind.allocated(image)).isGreaterThan(before * 9 / 10);
    scene.run("sparsify", "--in-place", image, "--luks-key-file", key).exits(0);
    assertThat(LuksKind.allocated(image)).isLessThan(used(original) * 11 / 10 + LuksKind.HEADER);
    assertOpens(image, LuksKind.LUKS2, key, original, scene);
  }

  /** Free blocks are noise in the copy; xfs_repair and all used blocks decide. */
  @Test
  void xfsInAContainerTravelsByItsUsedBlocks(Scene scene) throws IOException {
    Path key = key(scene, "key", PASSPHRASE);
    Path plain = xfs(scene);
    List<Range> listed = listedByXfs(plain);
    List<Range> free = listed.stream().filter(range -> range.end() - range.start() > MIB).toList();
    Path source = scene.owned(LuksKind.LUKS2.encipher(plain, key, scene.target("secret.raw")));
    Path copy = scene.target("copy.raw");

    scene.run("clone", source, copy, "--luks-key-file", key).exits(0).tells("verified");

    long length = Files.size(plain);
    Path opened = LuksKind.LUKS2.decipher(copy, key, length, scene.work().resolve("opened.raw"));
    List<Range> used = Range.complement(listed, length);
    Tools.output("xfs_repair", "-n", "-f", opened);
    assertThat(DiskBytes.firstDifference(plain, opened, used)).isEmpty();
    assertThat(DiskBytes.firstDifference(plain, opened, free)).as("free blocks").isNotEmpty();
    long bytes = used.stream().mapToLong(range -> range.end() - range.start()).sum();
    assertThat(LuksKind.allocated(copy)).isLessThan(bytes * 11 / 10 + LuksKind.HEADER);
    assertBothVerify(source, copy, key, scene);
    LuksKind.spoil(copy, LuksKind.HEADER + used.get(1).start());
    for (List<String> option : List.of(List.<String>of(), List.of("--files"))) {
      verify(option, source, copy, key, scene).exits(3);
    }
  }

  private static void assertBothVerify(Path source, Path copy, Path key, Scene scene) {
    verify(List.of(), source, copy, key, scene).exits(0);
    // Who has the key still gets no mount of what is inside: its used bytes are compared.
    verify(List.of("--files"), source, copy, key, scene)
        .exits(0)
        .tells("compared byte by byte, because files of crypto_LUKS cannot be read here");
  }

  private static Outcome verify(
      List<String> options, Path source, Path copy, Path key, Scene scene) {
    List<Object> arguments = new ArrayList<>(List.of("verify"));
    arguments.addAll(options);
    arguments.addAll(List.of(source, copy, "--luks-key-file", key));
    return scene.run(arguments.toArray());
  }

  private static Path xfs(Scene scene) throws IOException {
    Path file = Files.write(scene.work().resolve("file"), new byte[3_000_000]);
    Path proto = scene.work().resolve("proto");
    Files.writeString(proto, "/dev/null\n0 0\nd--755 0 0\nfile ---644 0 0 " + file + "\n$\n");
    Path plain = scene.work().resolve("plain.raw");
    Tools.output("truncate", "-s", 64 * MIB, plain);
    Tools.output("mkfs.xfs", "--unsupported", "-q", "-l", "size=8m", "-p", proto, plain);
    return plain;
  }

  /** Free blocks, and few that xfs keeps for its trees, in which nothing is. */
  private static List<Range> listedByXfs(Path xfs) {
    long blocks =
        Long.parseLong(
            Tools.output("xfs_db", "-r", "-c", "sb 0", "-c", "print agblocks", xfs)
                .replaceAll("\\D", ""));
    return Tools.output("xfs_db", "-r", "-c", "freesp -d", xfs)
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(words -> words.length == 3 && words[2].matches("\\d+"))
        .filter(words -> words[0].matches("\\d+") && words[1].matches("\\d+"))
        .map(
            words -> {
              long start = (Long.parseLong(words[0]) * blocks + Long.parseLong(words[1])) * 4096;
              return new Range(start, start + Long.parseLong(words[2]) * 4096);
            })
        .toList();
  }

  /** The header of Windows 7 and later, as blkid knows it, and noise for all that is enciphered. */
  @Test
  void bitLockerIsNamedAndCopiedWhole(Scene scene) throws IOException {
    ByteBuffer disk = ByteBuffer.allocate((int) (8 * MIB)).order(ByteOrder.LITTLE_ENDIAN);
    new Random(1).nextBytes(disk.array());
    byte[] signature = "-FVE-FS-".getBytes(StandardCharsets.US_ASCII);
    disk.put(0, new byte[] {(byte) 0xeb, 0x58, (byte) 0x90}).put(3, signature);
    disk.putShort(11, (short) 512).putShort(510, (short) 0xaa55);
    String identity = "3bd66749292ed84a8399f6a339e3d001";
    disk.put(160, HexFormat.of().parseHex(identity));
    for (int i = 0; i < 3; i++) {
      int place = (int) ((1 + i) * MIB);
      disk.putLong(176 + 8 * i, place);
      disk.put(place, signature).putShort(place + 8, (short) 64).putShort(place + 10, (short) 2);
      disk.putInt(place + 64, 112);
    }
    Path source = scene.owned(Files.write(scene.target("disk.raw"), disk.array()));
    assertThat(Tools.output("blkid", "-p", source)).contains("TYPE=\"BitLocker\"");

    scene.run("inspect", source).exits(0).tells("encrypted by BitLocker");
    scene.run("clone", source, "copy.raw").exits(0).tells("8 MiB of 8 MiB copied");

    assertThat(Files.mismatch(source, scene.target("copy.raw"))).isEqualTo(-1);
  }
}
