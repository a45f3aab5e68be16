package org.diskreplicator.engine.tool;

import java.util.List;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.port.RemoteAddress;

/** Why a remote disk could not be opened, by what QEMU 7.2 or nbdkit 1.32 say about it. */
final class RemoteFailure {
  private static final String REASON = "error: ";

  private static final List<Known> KNOWN =
      List.of(
          new Known(
              "Connection refused",
              "nobody serves there; start the server, or correct host and port"),
          new Known("Name or service not known", "its host is not known; correct its name"),
          new Known("ould not resolve", "its host is not known; correct its name"),
          new Known("No route to host", "its host cannot be reached; look at the network"),
          new Known("': Permission denied", "you may not use that socket; look at its rights"),
          new Known(
              "Permission denied",
              "the server does not let you; for a target it has to allow writes, and for ssh your key"
                  + " has to be enough (ssh HOST must work without a question)"),
          new Known(
              "known_hosts",
              "its host key is not the one in known_hosts, or there is none; connect once with ssh"
                  + " and compare its fingerprint"),
          new Known(
              "host key",
              "its host key is not the one in known_hosts, or there is none; connect once with ssh"
                  + " and compare its fingerprint"),
          new Known(
              "certificate",
              "its certificate is not one that is trusted for this name; make its authority known"
                  + " (https: update-ca-certificates, nbds: --tls-certificates)"),
          new Known(
              "before TLS",
              "the server takes encrypted connections only; write nbds:// or nbds+unix://"),
          new Known(
              "TLS",
              "the server and this machine do not agree on encryption; write nbd:// or nbds://"),
          new Known("xport not available", "the server has no export of that name"),
          new Known("No such file", "there is no such file"),
          new Known(
              "SFTP server: Failure",
              "the server cannot make a file there; its file system may be read-only or full"),
          new Known("error: 404", "there is no such file"),
          new Known("error: 401", "the server wants a user and a password, or they are wrong"),
          new Known("error: 403", "the server does not let you read it"),
          new Known("all possible authentication methods", "the server takes none of your keys"),
          new Known(
              "not support 'range'", "the server cannot give parts of a file; use another one"),
          new Known("magic received", "what answers there is no NBD server; correct the port"),
          new Known("read only", "the server gives it read-only; let the server allow writes"),
          new Known("read-only", "the server gives it read-only; let the server allow writes"));

  private RemoteFailure() {}

  private record Known(String words, String sentence) {}

  /**
   * The refusal.
   *
   * @param all the last lines of the programs; empty when there was no answer in time
   */
  static RefusedException of(RemoteAddress address, String all) {
    String said = nearest(all);
    String reason =
        said.isBlank()
            ? "it did not answer in 10 seconds; it may be busy with another client"
            : KNOWN.stream()
                .filter(known -> said.contains(known.words()))
                .findFirst()
                .map(known -> known.sentence() + " (" + last(said) + ")")
                .orElse(last(said));
    return new RefusedException("'" + address + "' cannot be opened: " + reason + ".");
  }

  /** nbdkit is nearer to the server than QEMU, which only sees that nbdkit gives nothing. */
  private static String nearest(String said) {
    return said.lines().filter(line -> line.startsWith("nbdkit: ")).findFirst().orElse(said);
  }

  /** What the program itself gives as the reason, in its last line that tells one. */
  private static String last(String said) {
    List<String> lines = said.lines().filter(line -> !line.isBlank()).toList();
    String line =
        lines.stream()
            .filter(one -> one.contains(REASON))
            .findFirst()
            .orElse(lines.get(lines.size() - 1));
    String text =
        line.contains(REASON) ? line.substring(line.indexOf(REASON) + REASON.length()) : line;
    int node = text.lastIndexOf("}: ");
    return (node < 0 ? text.replaceFirst("^[a-z-]+: ", "") : text.substring(node + 3)).strip();
  }
}
