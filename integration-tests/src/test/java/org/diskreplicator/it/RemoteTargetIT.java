package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Targets that other processes serve by NBD. */
@ExtendWith(Lab.class)
class RemoteTargetIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MIB = 1 << 20;

  private final Path folder;
  private final Servers servers;

  RemoteTargetIT() throws IOException {
    folder = Files.createTempDirectory("diskrep-remote-");
    Trees.openForAll(folder);
    servers = new Servers(folder.resolve("servers"));
  }

  @AfterEach
  void endServers() throws IOException {
    servers.close();
    Trees.delete(folder);
  }

  private Path disk(long size) throws IOException {
    Path image = folder.resolve("target.raw");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(size);
    }
    return image;
  }

  private static byte[] head(Path image) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "r")) {
      byte[] head = new byte[MIB];
      file.readFully(head);
      return head;
    }
  }

  @Test
  void itIsWrittenAndProved(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("gap-data");
    Path image = disk(Files.size(original.image()));
    String address = servers.qemuNbdUnix(image);
    scene.run("clone", original.image(), address).exits(0).tells("verified");
    new CopyProof(original, image, scene.work()).assertGood();
    scene.run("verify", original.image(), address).exits(0);
    scene
        .run("clone", original.image(), address)
        .exits(4)
        .saysOneSentence()
        .tells("holds a partition table .*give --overwrite");
    scene.run("clone", original.image(), address, "--overwrite").exits(0);
    scene
        .run("clone", original.image(), address, "--format", "qcow2", "--overwrite")
        .exits(4)
        .saysOneSentence();
    scene.assertLeftOnly();
  }

  @Test
  void onALargerOnePartitionsGrow(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture("gap-data");
    Path image = disk(Files.size(original.image()) * 2);
    String address = "nbd://127.0.0.1:" + servers.qemuNbd(image) + "/";
    scene.run("clone", original.image(), address).exits(0).tells("verified");
    assertThat(Tools.run("sfdisk", "--verify", image).text()).contains("No errors detected");
    scene.assertLeftOnly();
  }

  @Test
  void whatCannotBeWrittenIsRefusedAndUntouched(Workbench bench, Scene scene) throws IOException {
    Path image = bench.fixture("gap-data").image();
    String before = Checksums.sha256(image);
    String address = servers.qemuNbdUnix(image, "-r");
    scene
        .run("clone", image, address, "--overwrite")
        .exits(4)
        .saysOneSentence()
        .tells("for a target it has to allow writes");
    scene.run("clone", address, address).exits(4).saysOneSentence().tells("is the source too");
    scene.run("clone", image, "https://host/x").exits(4).saysOneSentence().tells("a source only");
    scene.run("clone", image, address + "#1").exits(4).saysOneSentence().tells("leave out '#1'");
    scene.run("sparsify", "--in-place", address).exits(4).saysOneSentence();
    scene.run("attach", address).exits(4).saysOneSentence();
    Path small = disk(MIB);
    scene.run("clone", image, servers.qemuNbdUnix(small), "--overwrite").exits(4).saysOneSentence();
    assertThat(Checksums.sha256(image)).isEqualTo(before);
    scene.assertLeftOnly();
  }

  @Test
  void aSignalLeavesAStartOfZeros(Workbench bench, Scene scene) throws IOException {
    Path image = slowTarget(bench);
    Running clone = scene.start("clone", bench.fixture("gpt").image(), slowAddress(image));
    awaitCopy(image);
    clone.signal("INT").await().exits(130).tells("is incomplete, and what was on it is lost");
    assertThat(head(image)).containsOnly(0);
    scene.assertLeftOnly();
  }

  @Test
  void aServerThatDiesLeavesAStartOfZeros(Workbench bench, Scene scene) throws IOException {
    Path image = slowTarget(bench);
    Running clone = scene.start("clone", bench.fixture("gpt").image(), slowAddress(image));
    awaitCopy(image);
    servers.killLast();
    clone.await().exits(6).tells("stopped answering or reported an error");
    assertThat(head(image)).containsOnly(0);
    scene.assertLeftOnly();
  }

  private Path slowTarget(Workbench bench) throws IOException {
    return disk(Files.size(bench.fixture("gpt").image()));
  }

  private String slowAddress(Path image) {
    return servers.nbdkit("--filter=rate", "file", image, "rate=80M");
  }

  /** Until some of the bytes are on it. */
  private static void awaitCopy(Path image) {
    await()
        .atMost(LIMIT)
        .until(() -> (Long) Files.getAttribute(image, "unix:size") > 0 && blocks(image) > 64);
  }

  private static long blocks(Path image) {
    return Long.parseLong(Tools.output("stat", "-c", "%b", image).strip());
  }
}
