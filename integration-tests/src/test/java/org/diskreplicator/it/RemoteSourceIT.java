package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sources that other processes serve by NBD, ssh and https. */
@ExtendWith(Lab.class)
class RemoteSourceIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String DISK = "gap-data";
  private static final int DATA = 48 << 20;

  private final Path folder;
  private final Servers servers;

  RemoteSourceIT() throws IOException {
    folder = Files.createTempDirectory("diskrep-remote-");
    Trees.openForAll(folder);
    servers = new Servers(folder.resolve("servers"));
  }

  @AfterEach
  void endServers() throws IOException {
    servers.close();
    Trees.delete(folder);
  }

  private FileServers fileServers(Path files) throws IOException {
    Tools.find("nbdkit");
    return FileServers.start(servers, folder.resolve("keys"), files);
  }

  private static void assertCloned(Fixture original, String address, Scene scene) {
    String copy = "copy.qcow2";
    scene.run("clone", address, copy).exits(0).tells("Cloned " + Pattern.quote(address));
    scene.assertLeftOnly(copy);
    Path raw = Images.toRaw(scene.target(copy), "qcow2", scene.work().resolve("raw"));
    new CopyProof(original, raw, scene.work()).assertGood();
    scene.run("verify", address, copy).exits(0);
  }

  @Test
  void byNbd(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture(DISK);
    int port = servers.qemuNbd(original.image(), "-r", "-x", "a disk");
    String address = "nbd://127.0.0.1:" + port + "/a%20disk";
    assertCloned(original, address, scene);
    scene.run("inspect", address).exits(0).tells("image +nbd://").tells("ext4 .* clean");
    scene.run("inspect", address, "--json").exits(0).json();
    scene.run("clone", address + "#2", "two.raw").exits(0);
    Fixture alone = Partitions.cut(original, original.partition(2), scene.work().resolve("alone"));
    new CopyProof(alone, scene.target("two.raw"), scene.work()).assertGood();
  }

  @Test
  void byNbdOnASocket(Workbench bench, Scene scene) {
    Fixture original = bench.fixture(DISK);
    assertCloned(original, servers.qemuNbdUnix(original.image(), "-r"), scene);
  }

  @Test
  void byEncryptedNbd(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture(DISK);
    Authority authority = Authority.create(folder.resolve("authority"));
    Path stranger = Authority.create(folder.resolve("stranger")).folder();
    int port =
        servers.qemuNbd(
            original.image(),
            "-r",
            "--object",
            "tls-creds-x509,id=t,endpoint=server,verify-peer=off,dir=" + authority.folder(),
            "--tls-creds",
            "t");
    String address = "nbds://localhost:" + port + "/";
    Path trust = Files.createDirectories(folder.resolve("trust"));
    Files.copy(authority.certificate(), trust.resolve("ca-cert.pem"));
    Trees.openForAll(trust);
    scene.run("clone", address, "copy.raw", "--tls-certificates", trust).exits(0);
    new CopyProof(original, scene.target("copy.raw"), scene.work()).assertGood();

    String[] untrusted = {"clone", address, "no.raw"};
    scene.run((Object[]) untrusted).exits(4).saysOneSentence().tells("certificate is not one");
    Path other = Files.createDirectories(folder.resolve("other"));
    Files.copy(stranger.resolve("ca-cert.pem"), other.resolve("ca-cert.pem"));
    Trees.openForAll(other);
    scene
        .run("clone", address, "no.raw", "--tls-certificates", other)
        .exits(4)
        .saysOneSentence()
        .tells("certificate is not one");
    scene
        .run("clone", "nbd://localhost:" + port + "/", "no.raw")
        .exits(4)
        .saysOneSentence()
        .tells("takes encrypted connections only");
    scene.assertLeftOnly("copy.raw");
  }

  @Test
  void bySshAndHttpsAsImage(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture(DISK);
    Path image = bench.fixture(DISK, "qcow2").image();
    FileServers both = fileServers(image.resolveSibling(".").normalize());
    both.trusted(scene);
    assertCloned(original, both.sshAddress(image), scene);
    Files.delete(scene.work().resolve("raw"));
    Files.delete(scene.target("copy.qcow2"));
    assertCloned(original, both.httpsAddress(image.getFileName().toString()), scene);
    scene.run("inspect", both.sshAddress(original.image())).exits(0).tells("format +raw");
  }

  @Test
  void whatIsNotTrustedIsRefused(Workbench bench, Scene scene) throws IOException {
    Path image = bench.fixture(DISK).image();
    FileServers both = fileServers(image.resolveSibling(".").normalize());
    String https = both.httpsAddress(image.getFileName().toString());
    refused(scene, https, "certificate is not one that is trusted");
    refused(scene, both.sshAddress(image), "host key is not the one in known_hosts");
    both.trusted(scene);
    Files.writeString(
        both.knownHosts(),
        "[127.0.0.1]:" + both.ssh() + " " + Files.readString(both.folder().resolve("user.pub")));
    refused(scene, both.sshAddress(image), "host key is not the one in known_hosts");
    refused(scene, both.httpsAddress("none.raw"), "there is no such file");
    refused(scene, both.httpsAddress("whole/" + image.getFileName()), "parts of a file");
    refused(scene, both.httpsAddress("closed/" + image.getFileName()), "wants a user");
    scene.assertLeftOnly();
  }

  @Test
  void whatIsNotThereIsRefused(Workbench bench, Scene scene) throws IOException {
    int nobody = Servers.freePort();
    refused(scene, "nbd://127.0.0.1:" + nobody + "/x", "nobody serves there");
    int port = servers.qemuNbd(bench.fixture(DISK).image(), "-r", "-x", "disk");
    refused(scene, "nbd://127.0.0.1:" + port + "/other", "no export of that name");
    refused(scene, "nbd://127.0.0.1:" + port + "/disk#9", "has no partition 9; it has: 1");
    refused(scene, "nbd://name.invalid/x", "its host is not known");
    refused(scene, "nbd+unix:///?socket=/nonexistent", "there is no such file");
    refused(scene, "ftp://host/x", "are not known; there are nbd://");
    refused(scene, "http://host/x", "use https:// or ssh://");
    refused(scene, "https://user:word@host/x", "--remote-password-file");
    refused(scene, "ssh://user:word@host/x", "let ssh use a key");
    refused(scene, "nbd://user:word@host/x", "NBD knows no users and no passwords");
    refused(scene, "https://host/x?token=1", "may be a secret");
    scene.assertLeftOnly();
  }

  private static void refused(Scene scene, String address, String reason) {
    Outcome outcome = scene.run("clone", address, "no.raw").exits(4).saysOneSentence();
    assertThat(outcome.stderr()).contains(reason).doesNotContain("word@");
  }

  @Test
  void aMissingProgramIsNamed(Workbench bench, Scene scene) {
    scene.with(
        "DISKREP_PATH", ToolFolder.without(scene.work().resolve("tools"), "nbdkit").toString());
    scene
        .run("clone", "ssh://host/disk.raw", "no.raw")
        .exits(5)
        .saysOneSentence()
        .tells("apt-get install nbdkit");
  }

  @Test
  void noBackingFileIsFollowed(Workbench bench, Scene scene) throws IOException {
    Path below = bench.fixture(DISK).image();
    Path image = folder.resolve("overlay.qcow2");
    Tools.output("qemu-img", "create", "-q", "-f", "qcow2", "-b", below, "-F", "raw", image);
    String address = servers.nbdkit("--readonly", "file", image);
    scene
        .run("clone", address, "no.raw", "--source-format", "qcow2", "--allow-external")
        .exits(4)
        .saysOneSentence()
        .tells("a remote image has to hold all of its disk itself");
  }

  /** Both show a certificate; QEMU wants its own to be of the authority that it is given, too. */
  @Test
  void byEncryptedNbdOfAKnownClient(Workbench bench, Scene scene) throws IOException {
    Fixture original = bench.fixture(DISK);
    Authority authority = Authority.create(folder.resolve("authority"));
    Path asked = Files.createDirectories(folder.resolve("asked"));
    Files.copy(authority.folder().resolve("server-cert.pem"), asked.resolve("server-cert.pem"));
    Files.copy(authority.folder().resolve("server-key.pem"), asked.resolve("server-key.pem"));
    Files.copy(authority.certificate(), asked.resolve("ca-cert.pem"));
    Trees.openForAll(asked);
    String address =
        servers
                .nbdkit(
                    "--readonly",
                    "--tls=require",
                    "--tls-verify-peer",
                    "--tls-certificates=" + asked,
                    "file",
                    original.image())
                .replace("nbd+unix", "nbds+unix")
            + "&tls-hostname=localhost";
    Path trust = Files.createDirectories(folder.resolve("trust"));
    Files.copy(authority.certificate(), trust.resolve("ca-cert.pem"));
    Trees.openForAll(trust);
    scene.run("clone", address, "no.raw", "--tls-certificates", trust).exits(4).saysOneSentence();
    Files.copy(authority.folder().resolve("server-cert.pem"), trust.resolve("client-cert.pem"));
    Files.copy(authority.folder().resolve("server-key.pem"), trust.resolve("client-key.pem"));
    Trees.openForAll(trust);
    scene.run("clone", address, "copy.raw", "--tls-certificates", trust).exits(0);
    new CopyProof(original, scene.target("copy.raw"), scene.work()).assertGood();
    scene.assertLeftOnly("copy.raw");
  }

  /** With a raw disk of unknown content only the server's block status tells where data is. */
  @Test
  void holesAreNotRead(Scene scene) throws IOException {
    Path image = folder.resolve("large.raw");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(64L << 30);
      byte[] data = new byte[DATA / 8];
      Arrays.fill(data, (byte) 1);
      for (int i = 0; i < 8; i++) {
        file.seek((long) i << 33);
        file.write(data);
      }
    }
    Path log = folder.resolve("log");
    String address = servers.nbdkit("--readonly", "--filter=log", "file", image, "logfile=" + log);
    scene.run("clone", address, "copy.qcow2").exits(0);
    long read =
        Pattern.compile("Read id=\\d+ offset=\\S+ count=0x([0-9a-f]+)")
            .matcher(Files.readString(log))
            .results()
            .map((MatchResult found) -> Long.parseLong(found.group(1), 16))
            .mapToLong(Long::longValue)
            .sum();
    assertThat(read).as("read twice, to copy and to compare").isBetween(2L * DATA, 3L * DATA);
  }

  @Test
  void aServerThatDiesLeavesNothing(Workbench bench, Scene scene) {
    Path image = bench.fixture("gpt").image();
    String address = servers.nbdkit("--readonly", "--filter=rate", "file", image, "rate=80M");
    Running clone = scene.start("clone", address, "copy.qcow2");
    await().atMost(LIMIT).until(() -> !scene.targetNames().isEmpty());
    servers.killLast();
    clone.await().exits(6).tells("stopped answering or reported an error while it was in use");
    scene.assertLeftOnly();
  }

  @Test
  void aSignalLeavesNothing(Workbench bench, Scene scene) {
    Path image = bench.fixture("gpt").image();
    String address = servers.nbdkit("--readonly", "--filter=rate", "file", image, "rate=80M");
    Running clone = scene.start("clone", address, "copy.qcow2");
    await().atMost(LIMIT).until(() -> !scene.targetNames().isEmpty());
    clone.signal("INT").await().exits(130);
    scene.assertLeftOnly();
  }

  /** The daemons that hold the connection die with the run, and what they held is found again. */
  @Test
  void cleanupRemovesWhatAKilledRunLeft(Workbench bench, Scene scene) throws IOException {
    Path image = bench.fixture("gpt").image();
    String address = servers.nbdkit("--readonly", "--filter=rate", "file", image, "rate=80M");
    Running clone = scene.start("clone", address, "copy.qcow2");
    await().atMost(LIMIT).until(() -> !scene.targetNames().isEmpty());
    clone.kill().await();
    await().atMost(LIMIT).until(() -> Leftovers.processes(scene.state()).isEmpty());
    scene.run("cleanup").exits(0);
    scene.assertLeftOnly();
  }

  @Test
  void thePasswordIsNowhereToBeSeen(Workbench bench, Scene scene) throws IOException {
    Path image = bench.fixture("gpt").image();
    FileServers both = fileServers(image.resolveSibling(".").normalize());
    both.trusted(scene);
    Path password =
        scene.owned(Files.writeString(scene.target("password"), FileServers.PASSWORD + "\n"));
    String address =
        both.httpsAddress("closed/" + image.getFileName())
            .replace("://", "://" + FileServers.USER + "@");
    Running run =
        scene.start("clone", address, "copy.qcow2", "--remote-password-file", password, "--json");
    int looks = 0;
    while (run.process().isAlive()) {
      assertThat(Tools.run("ps", "-eo", "args").text()).doesNotContain(FileServers.PASSWORD);
      Tools.Result found = Tools.run("grep", "-rlsF", FileServers.PASSWORD, scene.state());
      assertThat(found.text().strip()).as("files with the password").isEmpty();
      looks++;
    }
    Outcome outcome = run.await().exits(0);
    assertThat(looks).isGreaterThan(3);
    assertThat(outcome.stdout() + outcome.stderr()).doesNotContain(FileServers.PASSWORD);
    scene.assertLeftOnly("copy.qcow2", "password");
  }

  @Test
  void aFileOfThatNameIsReachedByItsPath(Workbench bench, Scene scene) throws IOException {
    Path link = Files.createDirectories(scene.target("nbd:")).resolve("disk.raw");
    Files.createSymbolicLink(link, bench.fixture(DISK).image());
    scene.run("inspect", "./nbd://disk.raw").exits(0).tells("ext4 .* clean");
    scene.run("inspect", "nbd:/disk.raw").exits(0).tells("ext4 .* clean");
  }
}
