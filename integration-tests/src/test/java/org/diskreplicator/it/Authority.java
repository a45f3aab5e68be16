package org.diskreplicator.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority for certificates, and one certificate of it for this machine. */
record Authority(Path folder) {
  /** Makes both; in QEMU's names for files. */
  static Authority create(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path caKey = folder.resolve("ca-key.pem");
    Path ca = folder.resolve("ca-cert.pem");
    Path key = folder.resolve("server-key.pem");
    Path request = folder.resolve("server.csr");
    Path names = folder.resolve("names");
    Files.writeString(
        names, "subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n");
    Tools.output(
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        caKey,
        "-out",
        ca,
        "-days",
        "2",
        "-subj",
        "/CN=Test authority");
    Tools.output(
        "openssl",
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        request,
        "-subj",
        "/CN=localhost");
    Tools.output(
        "openssl",
        "x509",
        "-req",
        "-in",
        request,
        "-CA",
        ca,
        "-CAkey",
        caKey,
        "-CAcreateserial",
        "-out",
        folder.resolve("server-cert.pem"),
        "-days",
        "2",
        "-extfile",
        names);
    for (Path file : Trees.files(folder)) {
      Trees.openForAll(file);
    }
    Trees.openForAll(folder);
    return new Authority(folder);
  }

  Path certificate() {
    return folder.resolve("ca-cert.pem");
  }
}
