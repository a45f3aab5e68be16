package org.diskreplicator.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** An ssh and an https server of the files of one folder, with keys of their own. */
record FileServers(Path folder, Path files, Authority authority, int ssh, int https) {
  static final String USER = "reader";
  static final String PASSWORD = "correct,horse battery";

  /** Starts both; the files in the folder {@code files} are there by https, all files by ssh. */
  static FileServers start(Servers servers, Path folder, Path files) throws IOException {
    Files.createDirectories(folder);
    Trees.openForAll(folder);
    Authority authority = Authority.create(folder.resolve("authority"));
    FileServers both =
        new FileServers(folder, files, authority, Servers.freePort(), Servers.freePort());
    both.startSsh(servers);
    both.startHttps(servers);
    return both;
  }

  private void startSsh(Servers servers) throws IOException {
    newKey("host");
    newKey("user");
    if (Caller.isRoot()) {
      Files.createDirectories(Path.of("/run/sshd"));
    }
    Path settings =
        Files.writeString(
            folder.resolve("sshd.conf"),
            """
            Port %d
            ListenAddress 127.0.0.1
            HostKey %s/host
            AuthorizedKeysFile %s/user.pub
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin yes
            Subsystem sftp internal-sftp
            """
                .formatted(ssh, folder, folder));
    Files.writeString(
        knownHosts(), "[127.0.0.1]:" + ssh + " " + Files.readString(folder.resolve("host.pub")));
    servers.start("sshd", "-D", "-f", settings);
    servers.awaitPort(ssh);
  }

  private void newKey(String name) throws IOException {
    Tools.output("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name));
  }

  private void startHttps(Servers servers) throws IOException {
    Files.writeString(folder.resolve("users"), USER + ":{PLAIN}" + PASSWORD + "\n");
    Path settings =
        Files.writeString(
            folder.resolve("nginx.conf"),
            """
            daemon off;
            %2$s
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events { worker_connections 64; }
            http {
              access_log off;
              client_body_temp_path %1$s/t1; proxy_temp_path %1$s/t2; fastcgi_temp_path %1$s/t3;
              uwsgi_temp_path %1$s/t4; scgi_temp_path %1$s/t5;
              server {
                listen 127.0.0.1:%3$d ssl;
                ssl_certificate %4$s/server-cert.pem;
                ssl_certificate_key %4$s/server-key.pem;
                location / { root %5$s; }
                location /closed/ { alias %5$s/; auth_basic x; auth_basic_user_file %1$s/users; limit_rate 4m; }
                location /whole/ { alias %5$s/; max_ranges 0; }
              }
            }
            """
                .formatted(
                    folder, Caller.isRoot() ? "user root;" : "", https, authority.folder(), files));
    servers.start("nginx", "-c", settings, "-e", folder.resolve("error.log"));
    servers.awaitPort(https);
  }

  /** Lets diskrep trust these servers. */
  Scene trusted(Scene scene) throws IOException {
    Path key = scene.work().resolve("key");
    Files.copy(folder.resolve("user"), key);
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    scene.owned(key);
    Trees.openForAll(knownHosts());
    return scene.with(
        "DISKREP_PATH",
        ToolFolder.withTrust(
                scene.work().resolve("tools"), authority.certificate(), knownHosts(), key)
            .toString());
  }

  Path knownHosts() {
    return folder.resolve("known_hosts");
  }

  /** The address of a file by ssh. */
  String sshAddress(Path file) {
    return "ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + ssh + file;
  }

  /** The address by https. */
  String httpsAddress(String name) {
    return "https://localhost:" + https + "/" + name;
  }
}
