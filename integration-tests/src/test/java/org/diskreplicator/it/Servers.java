package org.diskreplicator.it;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Servers of disks, started on this machine for one test and ended with it. */
final class Servers implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Path folder;
  private final List<Process> running = new ArrayList<>();
  private int sockets;

  Servers(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Trees.openForAll(folder);
  }

  /** A port that was free a moment ago. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** qemu-nbd on a port; further arguments before the image. */
  int qemuNbd(Path image, Object... arguments) throws IOException {
    int port = freePort();
    start(
        "qemu-nbd",
        all(arguments, "-f", "raw", "-t", "-e", 8, "-b", "127.0.0.1", "-p", port, image));
    awaitPort(port);
    return port;
  }

  /** qemu-nbd on a socket, as address. */
  String qemuNbdUnix(Path image, Object... arguments) {
    Path socket = folder.resolve("nbd" + sockets++);
    start(
        "qemu-nbd", all(arguments, "-f", "raw", "-t", "-e", 8, "-x", "disk", "-k", socket, image));
    return awaitSocket(socket, "disk");
  }

  /** nbdkit on a socket, as address; any arguments. */
  String nbdkit(Object... arguments) {
    Path socket = folder.resolve("kit" + sockets++);
    start("nbdkit", all(new Object[] {"--foreground", "--unix", socket}, arguments));
    return awaitSocket(socket, "");
  }

  private static String awaitSocket(Path socket, String export) {
    await().atMost(LIMIT).until(() -> Files.exists(socket));
    try {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "nbd+unix:///" + export + "?socket=" + socket;
  }

  void awaitPort(int port) {
    await().atMost(LIMIT).until(() -> isOpen(port));
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Object[] all(Object[] first, Object... then) {
    return Stream.concat(Stream.of(first), Stream.of(then)).toArray();
  }

  Process start(String program, Object... arguments) {
    List<String> argv = new ArrayList<>(List.of(Tools.find(program).toString()));
    Stream.of(arguments).map(Object::toString).forEach(argv::add);
    ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
    builder.redirectOutput(folder.resolve(program + running.size() + ".log").toFile());
    builder.redirectInput(new File("/dev/null"));
    try {
      Process process = builder.start();
      running.add(process);
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes the one that was started last away, without a word. */
  void killLast() {
    running.get(running.size() - 1).destroyForcibly();
  }

  @Override
  public void close() throws IOException {
    for (Process process : running) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
