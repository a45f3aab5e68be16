package org.diskreplicator.engine.port;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diskreplicator.engine.failure.RefusedException;

/**
 * Where a disk is that another machine or process serves; it holds no secret, so it may be printed.
 *
 * @param text as the user wrote it, without a partition
 * @param host empty for a socket of this machine
 * @param path the name of an NBD export, or the path of a file
 * @param socket of this machine
 * @param tlsName by which the server's certificate is checked, when it is not the host
 */
public record RemoteAddress(
    String text,
    Scheme scheme,
    Optional<String> user,
    String host,
    OptionalInt port,
    String path,
    Optional<Path> socket,
    Optional<String> tlsName) {
  /** Of NBD servers, where none is given. */
  public static final int NBD_PORT = 10809;

  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://.*", Pattern.DOTALL);
  private static final String LOCAL = "A file that is really called so is reached as './NAME'.";

  /** Ways to reach a disk. */
  public enum Scheme {
    NBD("nbd"),
    NBDS("nbds"),
    NBD_UNIX("nbd+unix"),
    NBDS_UNIX("nbds+unix"),
    SSH("ssh"),
    HTTPS("https");

    private final String word;

    Scheme(String word) {
      this.word = word;
    }

    /** Whether the disk is an export of an NBD server. */
    public boolean isNbd() {
      return this != SSH && this != HTTPS;
    }

    /** Whether the NBD connection is encrypted. */
    public boolean isTls() {
      return this == NBDS || this == NBDS_UNIX;
    }

    boolean isUnix() {
      return this == NBD_UNIX || this == NBDS_UNIX;
    }
  }

  /** Whether a text is an address: a word and {@code ://} at its very start. */
  public static boolean isAddress(String text) {
    return ADDRESS.matcher(text).matches();
  }

  /**
   * Reads an address.
   *
   * @throws RefusedException when it is none that can be served, or holds a secret
   */
  public static RemoteAddress parse(String text) {
    URI uri = uri(text);
    Scheme scheme = scheme(uri);
    AddressQuery query = AddressQuery.of(uri, scheme);
    Optional<String> user = user(uri, scheme);
    String host = host(uri, scheme);
    OptionalInt port = uri.getPort() < 0 ? OptionalInt.empty() : OptionalInt.of(uri.getPort());
    return new RemoteAddress(
        text, scheme, user, host, port, path(uri, scheme), query.socket(), query.tlsName());
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new RefusedException(
          "'"
              + withoutSecret(text)
              + "' is no address ("
              + e.getReason()
              + "); write other signs than letters and digits as %20 and the like. "
              + LOCAL);
    }
  }

  /** What cannot be read may hold a password all the same. */
  private static String withoutSecret(String text) {
    return text.replaceFirst("://[^/]*@", "://...@").replaceFirst("\\?.*", "?...");
  }

  private static Scheme scheme(URI uri) {
    String word = uri.getScheme().toLowerCase(Locale.ROOT);
    if (word.equals("http")) {
      throw new RefusedException(
          "http:// is not read, as whoever is on the way can change the disk unseen; use https:// or"
              + " ssh://.");
    }
    return Arrays.stream(Scheme.values())
        .filter(scheme -> scheme.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new RefusedException(
                    "Addresses that begin with '"
                        + word
                        + "://' are not known; there are "
                        + Arrays.stream(Scheme.values())
                            .map(scheme -> scheme.word + "://")
                            .collect(Collectors.joining(", "))
                        + ". "
                        + LOCAL));
  }

  private static Optional<String> user(URI uri, Scheme scheme) {
    Optional<String> user = Optional.ofNullable(uri.getUserInfo()).filter(name -> !name.isEmpty());
    if (user.isPresent() && scheme.isNbd()) {
      throw new RefusedException(
          "NBD knows no users and no passwords; leave out what stands before '@', and use nbds:// with"
              + " --tls-certificates where the server has to know who comes.");
    }
    if (user.filter(name -> name.contains(":")).isPresent()) {
      throw new RefusedException(
          "A password in an address is seen by everyone on this machine; write the user alone,"
              + (scheme == Scheme.HTTPS
                  ? " and give the file that holds the password: --remote-password-file."
                  : " and let ssh use a key."));
    }
    return user;
  }

  private static String host(URI uri, Scheme scheme) {
    String host = Optional.ofNullable(uri.getHost()).orElse("");
    boolean given = uri.getRawAuthority() != null;
    if (scheme.isUnix() ? given : host.isEmpty()) {
      throw new RefusedException(
          scheme.isUnix()
              ? "A socket of this machine has no host; write "
                  + scheme.word
                  + ":///EXPORT?socket=PATH."
              : "'" + uri + "' names no host; write " + scheme.word + "://HOST/... .");
    }
    return host.replaceAll("[\\[\\]]", "");
  }

  private static String path(URI uri, Scheme scheme) {
    String path = Optional.ofNullable(uri.getPath()).orElse("");
    if (scheme.isNbd()) {
      return path.startsWith("/") ? path.substring(1) : path;
    }
    if (path.length() < 2) {
      throw new RefusedException("'" + uri + "' names no file; write its path behind the host.");
    }
    return path;
  }

  /** Whether both lead to the same place by their words; two names of one host are not known. */
  public boolean isSame(RemoteAddress other) {
    return scheme.isTls() == other.scheme.isTls()
        && host.equalsIgnoreCase(other.host)
        && portOr(port) == portOr(other.port)
        && path.equals(other.path)
        && socket.equals(other.socket);
  }

  private static int portOr(OptionalInt port) {
    return port.orElse(NBD_PORT);
  }

  @Override
  public String toString() {
    return text;
  }
}
