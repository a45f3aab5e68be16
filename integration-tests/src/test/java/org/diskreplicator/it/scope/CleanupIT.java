package org.diskreplicator.it.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.apache.commons.exec.CommandLine;
import org.awaitility.Awaitility;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ExecCommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.Cleanup;
import org.diskreplicator.engine.scope.StateFolder;
import org.diskreplicator.engine.scope.Undo;
import org.diskreplicator.engine.scope.Undoer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A run that is killed while it holds things. */
final class CleanupIT {
  private static final int DISK_BYTES = 2 << 20;

  private final Path temp;
  private final Path state;
  private final Path image;
  private final Path temporary;
  private final byte[] disk = RealTools.noise(3, DISK_BYTES);
  private final Cleanup cleanup =
      new Cleanup(new Undoer(new ExecCommandRunner(ToolPaths.ofEnvironment(), new CancelToken())));

  CleanupIT(@TempDir Path temp) {
    this.temp = temp;
    state = temp.resolve("state");
    image = temp.resolve("disk.qcow2");
    temporary = temp.resolve("copy.part");
  }

  @BeforeEach
  void makeImage() throws IOException {
    RealTools.needFuse();
    Path raw = Files.write(temp.resolve("disk.raw"), disk);
    RealTools.run(
        "qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), image.toString());
  }

  private Process start(List<String> prefix, String classpath, List<String> more)
      throws IOException {
    List<String> argv = new ArrayList<>(prefix);
    argv.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            classpath,
            HoldingRun.class.getName(),
            state.toString(),
            image.toString(),
            temporary.toString()));
    argv.addAll(more);
    return new ProcessBuilder(argv).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  private Process startAndAwait() throws IOException {
    Process run = start(List.of(), System.getProperty("java.class.path"), List.of());
    requireReady(run);
    return run;
  }

  private void requireReady(Process run) throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(run.getInputStream(), StandardCharsets.UTF_8));
    CRC32 checksum = new CRC32();
    checksum.update(disk);
    assertThat(output.readLine()).isEqualTo("ready " + checksum.getValue());
  }

  @Test
  void aKilledRunLeavesNoProcessAndCleanupRemovesTheRestAndNothingElse() throws Exception {
    Path bystander = Files.writeString(temp.resolve("copy.part2"), "not ours");
    try (Rig alive = new Rig(state)) {
      Path held = Files.writeString(temp.resolve("held"), "in use");
      alive.stack.push(new Undo.DeleteFile(held));
      startAndAwait().destroyForcibly().waitFor();
      Awaitility.await()
          .untilAsserted(() -> assertThat(RealTools.processesWith(state.toString())).isEmpty());
      assertThat(RealTools.mountedBelow(state)).isFalse();
      assertThat(temporary).exists();

      Cleanup.Report report = cleanup.run(StateFolder.at(state));
      assertThat(report.failures()).isEmpty();
      assertThat(report.runs()).isEqualTo(1);
      assertThat(report.alive()).isEqualTo(1);
      assertThat(report.released()).containsExactly(new Undo.DeleteFile(temporary));
      assertThat(List.of(bystander, image, held, alive.journal.folder()))
          .allSatisfy(path -> assertThat(path).exists());
      assertThat(temporary).doesNotExist();
      assertThat(state.resolve("runs"))
          .isDirectoryNotContaining(path -> !path.equals(alive.journal.folder()));
    }
  }

  @Test
  void aDeadMountIsUnmounted() throws Exception {
    Process run = startAndAwait();
    for (long pid : RealTools.processesWith("qemu-storage-daemon\0--pidfile\0" + state)) {
      RealTools.run("kill", "-KILL", Long.toString(pid));
    }
    run.destroyForcibly().waitFor();
    assertThat(RealTools.mountedBelow(state)).isTrue();
    Cleanup.Report report = cleanup.run(StateFolder.at(state));
    assertThat(report.failures()).isEmpty();
    assertThat(report.released()).hasSize(2).hasAtLeastOneElementOfType(Undo.Unmount.class);
    assertThat(RealTools.mountedBelow(state)).isFalse();
    assertThat(state.resolve("runs")).isEmptyDirectory();
  }

  /** Without setpriv nothing ends the daemon when its run is killed. */
  @Test
  void aDaemonThatOutlivesItsRunIsEnded() throws Exception {
    Path tools = Files.createDirectory(temp.resolve("tools"));
    for (String tool : List.of("qemu-storage-daemon", "fusermount3")) {
      Files.createSymbolicLink(tools.resolve(tool), Path.of("/usr/bin", tool));
    }
    Process run =
        start(List.of(), System.getProperty("java.class.path"), List.of(tools.toString()));
    requireReady(run);
    run.destroyForcibly().waitFor();
    assertThat(RealTools.processesWith(state.toString())).hasSize(1);
    Cleanup.Report report = cleanup.run(StateFolder.at(state));
    assertThat(report.failures()).isEmpty();
    assertThat(report.released()).hasAtLeastOneElementOfType(Undo.EndDaemon.class);
    assertThat(RealTools.processesWith(state.toString())).isEmpty();
    assertThat(RealTools.mountedBelow(state)).isFalse();
    assertThat(state.resolve("runs")).isEmptyDirectory();
  }

  @Test
  void aRunThatEndsLeavesNothing() throws Exception {
    Process run = startAndAwait();
    run.getOutputStream().close();
    assertThat(run.waitFor()).isZero();
    assertThat(temporary).doesNotExist();
    assertThat(state.resolve("runs")).isEmptyDirectory();
    assertThat(RealTools.processesWith(state.toString())).isEmpty();
  }

  /** An ordinary user has a state folder of its own and mounts through fusermount3. */
  @Test
  void anOrdinaryUserNeedsNoRoot() throws Exception {
    assumeTrue(
        "root".equals(System.getProperty("user.name")), "needs root to become somebody else");
    open(temp);
    open(image);
    Process run =
        start(
            List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"),
            copiedClasspath(),
            List.of());
    requireReady(run);
    run.getOutputStream().close();
    assertThat(run.waitFor()).isZero();
    assertThat(RealTools.processesWith(state.toString())).isEmpty();
    assertThat(RealTools.mountedBelow(state)).isFalse();
  }

  private static void open(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
  }

  /** The local repository may be closed to others, so what is needed is copied. */
  private String copiedClasspath() throws IOException, URISyntaxException {
    Path folder = Files.createDirectory(temp.resolve("classes"));
    List<String> entries = new ArrayList<>();
    for (Class<?> one :
        List.of(HoldingRun.class, Cleanup.class, Gson.class, CommandLine.class, Logger.class)) {
      Path from = Path.of(one.getProtectionDomain().getCodeSource().getLocation().toURI());
      Path to = folder.resolve(Integer.toString(entries.size()) + ".jar");
      copy(from, to);
      entries.add(to.toString());
    }
    return String.join(":", entries);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path copy = to.resolve(from.relativize(path).toString());
        Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
