package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A target on a drive that fails each write, once it is told to. All that is written, and read back
 * then, is in the page cache and looks good.
 */
@ExtendWith(Lab.class)
class FailingDriveIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long SIZE = 200 << 20;

  private final Path folder;
  private final Path fails;
  private final Path mounted;
  private final Servers servers;
  private final LoopDisk drive;

  FailingDriveIT() throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Tools.find("nbdkit");
    folder = Files.createTempDirectory("diskrep-failing-");
    Trees.openForAll(folder);
    fails = folder.resolve("fails");
    mounted = Files.createDirectory(folder.resolve("mounted"));
    servers = new Servers(folder.resolve("servers"));
    drive = LoopDisk.over(exported());
  }

  private Path exported() throws IOException {
    Path bytes = folder.resolve("bytes");
    Tools.output("truncate", "-s", SIZE, bytes);
    Tools.output("mke2fs", "-q", "-F", "-t", "ext4", "-O", "^has_journal", bytes);
    String address =
        servers.nbdkit(
            "--filter=error",
            "file",
            bytes,
            "error-pwrite=EIO",
            "error-pwrite-rate=100%",
            "error-file=" + fails);
    String socket = address.replaceFirst(".*socket=", "");
    Path file = Files.createFile(folder.resolve("exported"));
    servers.start(
        "qemu-storage-daemon",
        "--blockdev",
        "driver=nbd,node-name=disk,server.type=unix,server.path=" + socket,
        "--export",
        "type=fuse,id=view,node-name=disk,writable=on,mountpoint=" + file);
    await().atMost(LIMIT).until(() -> Files.size(file) == SIZE);
    return file;
  }

  @BeforeEach
  void mount() throws IOException {
    Tools.output("mount", "-o", "errors=continue", drive.device(), mounted);
    Tools.output("chmod", "777", mounted);
  }

  @AfterEach
  void release() throws IOException {
    Files.deleteIfExists(fails);
    Tools.run("umount", mounted);
    drive.close();
    servers.close();
    Tools.run("umount", folder.resolve("exported"));
    Trees.delete(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "copy.raw, '', 'to its drive: .*Input/output error'",
    "copy.raw, --no-verify, 'to its drive: .*Input/output error'",
    "copy.raw, --size=300M, Input/output error",
    "copy.qcow2, '', Input/output error"
  })
  void whatTheDriveDidNotTakeIsNoCopy(
      String name, String option, String words, Workbench bench, Scene scene) throws IOException {
    Path source = bench.fixture("bare-ext4").image();
    Path good = mounted.resolve("good-" + name);
    scene.run(arguments(source, good, option)).exits(0);
    Files.delete(good);
    Files.createFile(fails);
    Path copy = mounted.resolve(name);
    scene.run(arguments(source, copy, option)).exits(6).tells(words);
    assertThat(copy).doesNotExist();
    scene.assertLeftOnly();
  }

  private static Object[] arguments(Path source, Path target, String option) {
    return option.isEmpty()
        ? new Object[] {"clone", source, target}
        : new Object[] {"clone", source, target, option};
  }
}
