package org.diskreplicator.engine.tool;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.RemoteAddress;
import org.diskreplicator.engine.port.RemoteDisk;

/**
 * Command line of the qemu-storage-daemon(1) that shows a remote disk here, as a file and on a
 * socket. What it takes to reach the server is known to this process alone.
 *
 * <p>A writable disk is written through the socket; its file is for looking.
 *
 * @param node of the server
 * @param certificates folder of QEMU's TLS certificates, when the connection is encrypted
 */
record RemoteDaemon(JsonObject node, Optional<Path> certificates) {
  private static final String DISK = "disk";
  private static final String TLS = "tls";

  /** An NBD server. */
  static RemoteDaemon of(RemoteAddress address, Optional<Path> certificates) {
    JsonObject node = nbd(address.socket().map(FileNode::socket).orElseGet(() -> inet(address)));
    node.addProperty("export", address.path());
    certificates.ifPresent(folder -> node.addProperty("tls-creds", TLS));
    address.tlsName().ifPresent(name -> node.addProperty("tls-hostname", name));
    return new RemoteDaemon(node, certificates);
  }

  /** A server on a socket of this run. */
  static RemoteDaemon on(Path socket) {
    return new RemoteDaemon(nbd(FileNode.socket(socket)), Optional.empty());
  }

  private static JsonObject inet(RemoteAddress address) {
    JsonObject server = new JsonObject();
    server.addProperty("type", "inet");
    server.addProperty("host", address.host());
    int port = address.port().orElse(RemoteAddress.NBD_PORT);
    server.addProperty("port", Integer.toString(port));
    return server;
  }

  private static JsonObject nbd(JsonObject server) {
    JsonObject node = new JsonObject();
    node.addProperty("driver", "nbd");
    node.addProperty("node-name", DISK);
    node.add("server", server);
    return node;
  }

  List<String> arguments(RemoteDisk shown, Access access, Path pidFile) {
    List<String> arguments = new ArrayList<>(List.of("--pidfile", pidFile.toString()));
    certificates.ifPresent(
        folder -> arguments.addAll(List.of("--object", credentials(folder).toString())));
    JsonObject disk = node.deepCopy();
    disk.addProperty("read-only", access == Access.READ_ONLY);
    arguments.addAll(List.of("--blockdev", disk.toString()));
    arguments.addAll(List.of("--nbd-server", server(shown.socket()).toString()));
    JsonObject nbd = export("nbd", access == Access.WRITABLE);
    nbd.addProperty("name", RemoteDisk.EXPORT);
    arguments.addAll(List.of("--export", nbd.toString()));
    JsonObject fuse = export("fuse", false);
    fuse.addProperty("mountpoint", shown.file().toString());
    fuse.addProperty("allow-other", "off");
    arguments.addAll(List.of("--export", fuse.toString()));
    return arguments;
  }

  /** The server's certificate is always checked: {@code verify-peer} is QEMU's default. */
  private static JsonObject credentials(Path folder) {
    JsonObject object = new JsonObject();
    object.addProperty("qom-type", "tls-creds-x509");
    object.addProperty("id", TLS);
    object.addProperty("endpoint", "client");
    object.addProperty("dir", folder.toString());
    return object;
  }

  private static JsonObject server(Path socket) {
    JsonObject address = new JsonObject();
    address.addProperty("type", "unix");
    address.addProperty("path", socket.toString());
    JsonObject server = new JsonObject();
    server.add("addr", address);
    server.addProperty("max-connections", 0);
    return server;
  }

  private static JsonObject export(String type, boolean writable) {
    JsonObject export = new JsonObject();
    export.addProperty("type", type);
    export.addProperty("id", type);
    export.addProperty("node-name", DISK);
    export.addProperty("writable", writable);
    return export;
  }
}
