package org.diskreplicator.engine.port;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.diskreplicator.engine.failure.RefusedException;

/** What follows the question mark of an NBD address; NBD's doc/uri.md. */
record AddressQuery(Optional<Path> socket, Optional<String> tlsName) {
  private static final String SOCKET = "socket";
  private static final String TLS_NAME = "tls-hostname";

  /** Of other addresses nothing may follow: such words are often secrets. */
  static AddressQuery of(URI uri, RemoteAddress.Scheme scheme) {
    if (!scheme.isNbd() && uri.getRawQuery() != null) {
      throw new RefusedException(
          "What follows '?' in an address may be a secret, and everyone on this machine sees it;"
              + " give an address without it.");
    }
    Map<String, String> words = words(uri.getRawQuery(), scheme);
    Optional<Path> socket =
        Optional.ofNullable(words.get(SOCKET)).map(name -> Path.of(name).toAbsolutePath());
    if (scheme.isUnix() != socket.isPresent()) {
      throw new RefusedException(
          scheme.isUnix()
              ? "An address of a socket needs its path: nbd+unix:///EXPORT?socket=PATH."
              : "A socket is named in addresses that begin with nbd+unix:// or nbds+unix://.");
    }
    return new AddressQuery(socket, Optional.ofNullable(words.get(TLS_NAME)));
  }

  private static Map<String, String> words(String query, RemoteAddress.Scheme scheme) {
    Map<String, String> words = new HashMap<>();
    if (query != null) {
      Set<String> known = scheme.isTls() ? Set.of(SOCKET, TLS_NAME) : Set.of(SOCKET);
      for (String word : query.split("&", -1)) {
        String[] pair = word.split("=", 2);
        if (pair.length < 2 || pair[1].isEmpty() || !known.contains(pair[0])) {
          throw new RefusedException(
              "An NBD address may say socket=PATH behind '?', and tls-hostname=NAME where it is"
                  + " encrypted, and nothing else.");
        }
        words.put(pair[0], URLDecoder.decode(pair[1].replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return words;
  }
}
