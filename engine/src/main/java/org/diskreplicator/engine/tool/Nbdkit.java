package org.diskreplicator.engine.tool;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.FarFile;

/**
 * Command lines of nbdkit(1), which gives files of ssh and https servers by NBD.
 *
 * <p>QEMU has drivers for both, but the one for https waits for ever once two requests are under
 * way at the same time (QEMU 7.2: 3 of 8 copies of 256 MiB); nbdkit asks one by one. Both check the
 * server: nbdkit-ssh-plugin(1) by known_hosts, nbdkit-curl-plugin(1) by this machine's
 * certificates. Neither check is ever turned off.
 */
final class Nbdkit {
  private final ToolPaths tools;

  Nbdkit(ToolPaths tools) {
    this.tools = tools;
  }

  /** Serves the file in the foreground, read-only, with one line on its errors per failure. */
  BackgroundCommand serve(
      RemoteAddress address, RemoteAccess access, Path socket, Consumer<String> errors) {
    List<String> plugin = new ArrayList<>(List.of("--readonly"));
    plugin.addAll(
        address.scheme() == RemoteAddress.Scheme.SSH
            ? ssh(SshFiles.far(address))
            : https(address, access));
    return background("reading '" + address + "'", plugin, socket, errors);
  }

  /**
   * Makes a file by ssh and serves it. Its last byte alone is written, so it takes no space; only
   * its owner may read it.
   */
  BackgroundCommand create(FarFile file, long bytes, Path socket, Consumer<String> errors) {
    List<String> plugin = ssh(file);
    plugin.addAll(List.of("create=true", "create-size=" + bytes, "create-mode=0600"));
    return background("writing '" + file + "'", plugin, socket, errors);
  }

  private BackgroundCommand background(
      String step, List<String> plugin, Path socket, Consumer<String> errors) {
    Path pidFile = socket.resolveSibling(socket.getFileName() + ".pid");
    List<String> arguments =
        new ArrayList<>(
            List.of("--foreground", "--unix", socket.toString(), "--pidfile", pidFile.toString()));
    arguments.addAll(plugin);
    return BackgroundCommand.of(tools, step, Tool.NBDKIT, arguments, pidFile, errors);
  }

  private static List<String> ssh(FarFile file) {
    List<String> arguments = new ArrayList<>(List.of("ssh", "host=" + file.host()));
    file.port().ifPresent(port -> arguments.add("port=" + port));
    file.user().ifPresent(user -> arguments.add("user=" + user));
    arguments.add("path=" + file.path());
    return arguments;
  }

  /** The password is read from its file by nbdkit itself. */
  private static List<String> https(RemoteAddress address, RemoteAccess access) {
    List<String> arguments =
        new ArrayList<>(List.of("curl", "url=" + withoutUser(address), "protocols=https"));
    address.user().ifPresent(user -> arguments.add("user=" + user));
    access
        .password()
        .filter(file -> address.user().isPresent())
        .ifPresent(file -> arguments.add("password=+" + file.toAbsolutePath()));
    return arguments;
  }

  private static String withoutUser(RemoteAddress address) {
    return address.text().replaceFirst("://[^/@]*@", "://");
  }
}
