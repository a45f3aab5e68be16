package org.diskreplicator.engine.tool;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The bytes of file names, which need be no text.
 *
 * <p>Java's paths keep them, but show them only in their URIs. The readable form writes a backslash
 * and each byte that is no UTF-8 as {@code \xNN}, so that no two names look alike.
 */
final class RawName {
  private RawName() {}

  /** The bytes of an absolute path. */
  static byte[] bytes(Path path) {
    String text = path.toString();
    if (isAscii(text)) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }
    // Of a folder the URI ends in a slash.
    String uri = path.toUri().getRawPath();
    boolean folder = uri.endsWith("/") && uri.length() > 1;
    return percentDecoded(folder ? uri.substring(0, uri.length() - 1) : uri);
  }

  /** The readable form of a name or a path. */
  static String readable(byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.indexOf('\\') < 0 ? text : text.replace("\\", "\\x5c");
    } catch (CharacterCodingException e) {
      return escaped(bytes);
    }
  }

  /** Every byte above 0x7f as an escape, those of whole characters too. */
  private static String escaped(byte[] bytes) {
    StringBuilder text = new StringBuilder(bytes.length * 2);
    for (byte b : bytes) {
      if (b < 0 || b == '\\') {
        text.append("\\x").append(hex(b));
      } else {
        text.append((char) b);
      }
    }
    return text.toString();
  }

  /** The path below {@code root} that has this readable form. */
  static Path resolve(Path root, String readable) {
    if (isAscii(readable) && readable.indexOf('\\') < 0) {
      return root.resolve(readable);
    }
    return Path.of(URI.create(root.toUri().getScheme() + "://" + uriPath(root, readable)));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static String uriPath(Path root, String readable) {
    StringBuilder uri = new StringBuilder();
    for (byte b : bytes(root)) {
      appendEncoded(uri, b);
    }
    uri.append('/');
    for (byte b : unescaped(readable)) {
      appendEncoded(uri, b);
    }
    return uri.toString();
  }

  private static void appendEncoded(StringBuilder uri, byte b) {
    if (b == '/' || (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')) {
      uri.append((char) b);
    } else {
      uri.append('%').append(hex(b));
    }
  }

  private static String hex(byte b) {
    return "" + Character.forDigit((b >> 4) & 15, 16) + Character.forDigit(b & 15, 16);
  }

  private static byte[] unescaped(String readable) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(readable.length());
    byte[] utf = readable.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < utf.length; i++) {
      if (utf[i] == '\\') {
        bytes.write(Character.digit(utf[i + 2], 16) * 16 + Character.digit(utf[i + 3], 16));
        i += 3;
      } else {
        bytes.write(utf[i]);
      }
    }
    return bytes.toByteArray();
  }

  private static byte[] percentDecoded(String uri) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      if (uri.charAt(i) == '%') {
        bytes.write(
            Character.digit(uri.charAt(i + 1), 16) * 16 + Character.digit(uri.charAt(i + 2), 16));
        i += 2;
      } else {
        bytes.write(uri.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
