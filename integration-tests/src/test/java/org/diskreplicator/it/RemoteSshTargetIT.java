package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are files of an ssh server. */
@ExtendWith(Lab.class)
class RemoteSshTargetIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long GIB = 1L << 30;
  private static final int MIB = 1 << 20;

  private final Path folder;
  private final Path far;
  private final Servers servers;
  private final FileServers server;

  RemoteSshTargetIT() throws IOException {
    Tools.find("nbdkit");
    folder = Files.createTempDirectory("diskrep-ssh-");
    Trees.openForAll(folder);
    far = Files.createDirectories(folder.resolve("far away"));
    servers = new Servers(folder.resolve("servers"));
    server = FileServers.start(servers, folder.resolve("keys"), folder.resolve("keys"));
  }

  @BeforeEach
  void trust(Scene scene) throws IOException {
    server.trusted(scene);
  }

  @AfterEach
  void endServers() throws IOException {
    servers.close();
    Trees.delete(folder);
  }

  private String address(String name) {
    return server.sshAddress(far).replace(" ", "%20") + "/" + name;
  }

  private List<String> farNames() throws IOException {
    try (Stream<Path> files = Files.list(far)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void rawAndQcow2AreWrittenAndProved(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("gap-data");
    scene.run("clone", original.image(), address("a.raw")).exits(0).tells("a.raw, verified");
    scene.run("clone", original.image(), address("b.qcow2"), "--compress").exits(0);
    assertThat(farNames()).containsExactly("a.raw", "b.qcow2");
    new CopyProof(original, far.resolve("a.raw"), scene.work()).assertGood();
    Tools.output("qemu-img", "check", "-q", far.resolve("b.qcow2"));
    Path raw = Images.toRaw(far.resolve("b.qcow2"), "qcow2", scene.work().resolve("raw"));
    new CopyProof(original, raw, scene.work()).assertGood();
    scene.run("verify", original.image(), address("b.qcow2")).exits(0);
    scene.assertLeftOnly();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.raw", "b.qcow2"})
  void bytesThatAreSpoiledOnTheWayAreFound(String name, Workbench bench, Scene scene)
      throws IOException {
    ToolFolder.spoil(scene.work().resolve("tools"), 0);
    Path image = bench.fixture("gap-data").image();
    scene.run("clone", image, address(name)).exits(3).tells("gives back differs");
    assertThat(farNames()).isEmpty();
    scene.assertLeftOnly();
  }

  /** On loopback each byte that ssh moves is counted by the kernel. */
  @Test
  void onlyDataTravels(Scene scene) throws IOException {
    Path image = folder.resolve("large.raw");
    byte[] data = new byte[4 * MIB];
    new Random(1).nextBytes(data);
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(16 * GIB);
      file.seek(5 * GIB + 12288);
      file.write(data);
    }
    for (String name : List.of("a.raw", "b.qcow2")) {
      long before = loopbackBytes();
      scene.run("clone", image, address(name), "--source-format", "raw").exits(0);
      assertThat(loopbackBytes() - before).isBetween(8L * MIB, 100L * MIB);
      String blocks = Tools.output("stat", "-c", "%b", far.resolve(name)).strip();
      assertThat(Long.parseLong(blocks) * 512)
          .as("bytes that %s takes", name)
          .isBetween(4L * MIB, 6L * MIB);
    }
    assertThat(far.resolve("a.raw")).hasSize(16 * GIB);
    Tools.output("qemu-img", "compare", "-f", "raw", "-F", "raw", image, far.resolve("a.raw"));
    Tools.output("qemu-img", "compare", "-f", "raw", "-F", "qcow2", image, far.resolve("b.qcow2"));
  }

  private static long loopbackBytes() throws IOException {
    return Long.parseLong(
        Files.readString(Path.of("/sys/class/net/lo/statistics/tx_bytes")).strip());
  }

  @Test
  void whatIsThereIsReplacedByForceOnly(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("gap-data");
    Path there = Files.writeString(far.resolve("there.raw"), "mine");
    refused(scene, original.image(), address("there.raw"), "exists already; give --force");
    assertThat(there).hasContent("mine");
    scene.run("clone", original.image(), address("there.raw"), "--force").exits(0);
    new CopyProof(original, there, scene.work()).assertGood();
    assertThat(farNames()).containsExactly("there.raw");
  }

  @Test
  void whatCannotBeMadeIsRefused(Workbench bench, Scene scene) throws IOException {
    Path image = bench.fixture("gap-data").image();
    Files.createDirectories(far.resolve("folder.raw"));
    Files.writeString(far.resolve("file"), "");
    refused(scene, image, address("none/a.raw"), "does not exist; create it first");
    refused(scene, image, address("file/a.raw"), "is not a folder");
    refused(scene, image, address("folder.raw"), "is a folder");
    refused(scene, image, address("a.vmdk"), "Only raw and qcow2");
    refused(scene, image, address("a%0A!true.raw"), "control characters");
    refused(scene, image, address("a.raw").replaceFirst(":\\d+/", ":1/"), "nobody serves there");
    Files.writeString(server.knownHosts(), "");
    refused(scene, image, address("a.raw"), "host key is not the one in known_hosts");
    assertThat(farNames()).containsExactly("file", "folder.raw");
    scene.assertLeftOnly();
  }

  @Test
  void aFullServerIsWarnedOfAndLeftWithoutATarget(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    Tools.output("mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", far);
    try {
      Path image = bench.fixture("gap-data").image();
      scene
          .run("clone", image, address("a.raw"))
          .exits(6)
          .tells("512 KiB left")
          .tells("stopped answering or reported an error");
      assertThat(far).isEmptyDirectory();
      scene.assertLeftOnly();
    } finally {
      Tools.output("umount", far);
    }
  }

  @Test
  void aPlaceThatMayNotBeWrittenToIsRefused(Workbench bench, Scene scene) {
    Requirement.that(Caller.isRoot(), "root");
    Tools.output("mount", "-t", "tmpfs", "-o", "ro", "tmpfs", far);
    try {
      refused(
          scene, bench.fixture("gap-data").image(), address("a.raw"), "may be read-only or full");
      scene.assertLeftOnly();
    } finally {
      Tools.output("umount", far);
    }
  }

  private static void refused(Scene scene, Path image, String address, String reason) {
    Outcome outcome = scene.run("clone", image, address).exits(4).saysOneSentence();
    assertThat(outcome.stderr()).contains(reason);
  }

  private Running startSlowly(Workbench bench, Scene scene) throws IOException {
    ToolFolder.slowDown(scene.work().resolve("tools"));
    Running clone = scene.start("clone", bench.fixture("gpt").image(), address("a.raw"));
    await().atMost(LIMIT).until(() -> !farNames().isEmpty());
    assertThat(farNames()).singleElement().asString().matches("\\.diskrep-.*\\.partial");
    return clone;
  }

  @ParameterizedTest
  @CsvSource({"INT, 130", "TERM, 143"})
  void aSignalLeavesNothing(String signal, int exitCode, Workbench bench, Scene scene)
      throws IOException {
    startSlowly(bench, scene).signal(signal).await().exits(exitCode);
    assertThat(farNames()).isEmpty();
    scene.assertLeftOnly();
  }

  @Test
  void cleanupRemovesWhatAKilledRunLeft(Workbench bench, Scene scene) throws IOException {
    startSlowly(bench, scene).kill().await();
    await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
    assertThat(farNames()).singleElement().asString().endsWith(".partial");
    String known = Files.readString(server.knownHosts());
    Files.writeString(server.knownHosts(), "");
    scene.run("cleanup").exits(6).tells("partial' is left on its server");
    Files.writeString(server.knownHosts(), known);
    scene.run("cleanup").exits(0).tells("Done: remove ssh://.*partial");
    assertThat(farNames()).isEmpty();
    scene.assertLeftOnly();
  }

  @Test
  void whatComesIntoBeingMeanwhileIsKept(Workbench bench, Scene scene) throws IOException {
    Running clone = startSlowly(bench, scene);
    Path there = Files.writeString(far.resolve("a.raw"), "mine");
    clone.await().exits(4).tells("came into being during the copy");
    assertThat(there).hasContent("mine");
    assertThat(farNames()).containsExactly("a.raw");
  }

  @Test
  void aServerThatDiesLeavesNoTarget(Workbench bench, Scene scene) throws IOException {
    Running clone = startSlowly(bench, scene);
    servers.close();
    clone
        .await()
        .exits(6)
        .tells("stopped answering or reported an error")
        .tells("left on its server");
    assertThat(farNames()).doesNotContain("a.raw");
  }
}
