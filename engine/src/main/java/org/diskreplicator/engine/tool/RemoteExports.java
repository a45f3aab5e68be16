package org.diskreplicator.engine.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.port.RemoteDisks;
import org.diskreplicator.engine.port.RemoteNames;
import org.diskreplicator.engine.port.Window;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.FarFile;

/**
 * Remote disks by one qemu-storage-daemon(1) each, which is an NBD client; what is no NBD server
 * becomes one by {@link Nbdkit}.
 */
public final class RemoteExports implements RemoteDisks {
  private static final int SOCKET_LIMIT = 107;
  private static final Path TRUSTED = Path.of("/etc/ssl/certs/ca-certificates.crt");

  private final CommandRunner runner;
  private final ToolPaths tools;
  private final CleanupStack stack;
  private final Path folder;
  private final RemoteAccess credentials;
  private final RemoteNames names;
  private final Map<String, RemoteDisk> open = new HashMap<>();
  private int folders;

  /**
   * Prepares for one run.
   *
   * @param runner of programs that a cancel does not end: they are ended when the run is over
   * @param folder the run's own, which is removed with all that is left in it
   */
  public RemoteExports(
      CommandRunner runner,
      ToolPaths tools,
      CleanupStack stack,
      Path folder,
      RemoteAccess credentials,
      RemoteNames names) {
    this.runner = runner;
    this.tools = tools;
    this.stack = stack;
    this.folder = folder.toAbsolutePath();
    this.credentials = credentials;
    this.names = names;
  }

  @Override
  public synchronized RemoteDisk open(RemoteAddress address, Access access) {
    RemoteDisk known = open.get(access + " " + address);
    if (known != null) {
      return known;
    }
    new FuseAccess(tools).require();
    Path own = newFolder("remote");
    RemoteDisk disk = RemoteDisk.in(own);
    requireShort(disk.socket());
    names.add(disk.file(), address);
    LastLines errors = new LastLines();
    RemoteDaemon daemon =
        address.scheme().isNbd()
            ? RemoteDaemon.of(address, certificates(address, own))
            : RemoteDaemon.on(serve(address, own.resolve("kit"), errors));
    show(address, daemon, disk, access, errors);
    open.put(access + " " + address, disk);
    return disk;
  }

  /**
   * Makes a file of {@code bytes} zeros and shows it for writing.
   *
   * @param file by ssh; whatever is there is lost
   * @param name what it is called in all that is printed
   */
  synchronized ShownDisk create(FarFile file, RemoteAddress name, long bytes) {
    new FuseAccess(tools).require();
    Path own = newFolder("far");
    RemoteDisk disk = RemoteDisk.in(own);
    requireShort(disk.socket());
    names.add(disk.file(), name);
    LastLines errors = new LastLines();
    Path socket = own.resolve("kit");
    KitServer kit = new KitServer(stack);
    kit.start(name, new Nbdkit(tools).create(file, bytes, socket, errors), socket, runner, errors);
    Window window = show(name, RemoteDaemon.on(socket), disk, Access.WRITABLE, errors);
    return new ShownDisk(
        disk,
        () -> {
          window.close();
          kit.close();
        });
  }

  private Path newFolder(String name) {
    try {
      return Files.createDirectory(
          folder.resolve(name + ++folders),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new InputOutputException("making a folder for a remote disk", e);
    }
  }

  /** The address of a socket holds 107 bytes; unix(7). */
  private static void requireShort(Path socket) {
    if (socket.toString().length() > SOCKET_LIMIT) {
      throw new RefusedException(
          "The state folder has too long a path for sockets; set DISKREP_STATE to a shorter one.");
    }
  }

  /** Where nothing else is said, those count that this machine trusts anyway. */
  private Optional<Path> certificates(RemoteAddress address, Path own) {
    if (!address.scheme().isTls()) {
      return Optional.empty();
    }
    return Optional.of(
        credentials.certificates().map(Path::toAbsolutePath).orElseGet(() -> trusted(own)));
  }

  private static Path trusted(Path own) {
    if (!Files.isReadable(TRUSTED)) {
      throw new RefusedException(
          "There is no '"
              + TRUSTED
              + "' by which a server could be checked; give the folder of your certificates:"
              + " --tls-certificates.");
    }
    try {
      Path certificates = Files.createDirectory(own.resolve("tls"));
      Files.createSymbolicLink(certificates.resolve("ca-cert.pem"), TRUSTED);
      return certificates;
    } catch (IOException e) {
      throw new InputOutputException("linking to this machine's certificates", e);
    }
  }

  private Path serve(RemoteAddress address, Path socket, LastLines errors) {
    BackgroundCommand command = new Nbdkit(tools).serve(address, credentials, socket, errors);
    new KitServer(stack).start(address, command, socket, runner, errors);
    return socket;
  }

  private Window show(
      RemoteAddress address,
      RemoteDaemon daemon,
      RemoteDisk disk,
      Access access,
      LastLines errors) {
    Path pidFile = FuseWindow.pidFile(disk.file());
    Command command =
        BackgroundCommand.of(
                tools,
                "opening '" + address + "'",
                Tool.QEMU_STORAGE_DAEMON,
                daemon.arguments(disk, access, pidFile),
                pidFile,
                errors)
            .command();
    try {
      FuseWindow window = new FuseWindow(disk.file(), OptionalLong.empty(), stack);
      window.open(runner, command);
      return window;
    } catch (CommandFailedException e) {
      throw RemoteFailure.of(address, errors.text());
    }
  }
}
