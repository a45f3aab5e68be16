package org.diskreplicator.it;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Looks for a passphrase and a volume key where nobody may find them. */
final class SecretSearch {
  private static final Path PROC = Path.of("/proc");
  private static final int BYTES = 12;

  private final List<String> secrets;

  /**
   * Prepares a search.
   *
   * @param volumeKey in hexadecimal; looked for as bytes and as digits, also with blanks
   */
  SecretSearch(String passphrase, String volumeKey) {
    String first = volumeKey.substring(0, 2 * BYTES).toLowerCase(Locale.ROOT);
    String spaced = first.replaceAll("..(?!$)", "$0 ");
    String raw = new String(HexFormat.of().parseHex(first), ISO_8859_1);
    secrets = List.of(passphrase, raw, first, first.toUpperCase(Locale.ROOT), spaced);
  }

  /** Whether a text tells one. */
  boolean tells(String text) {
    return secrets.stream().anyMatch(text::contains);
  }

  /** Command lines and environments that tell one. */
  List<String> processes(String... names) {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(PROC)) {
      for (Path process : all.filter(path -> path.endsWith(digits(path))).toList()) {
        for (String name : names) {
          read(process.resolve(name)).filter(this::tells).ifPresent(found::add);
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digits(Path path) {
    String name = path.getFileName().toString();
    return name.matches("\\d+") ? name : "none";
  }

  /** Files below a folder that tell one; windows are mounts that only this user sees. */
  List<Path> files(Path folder) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              boolean window = file.getFileName().toString().startsWith("window");
              if (attributes.isRegularFile()
                  && !window
                  && read(file).filter(s -> tells(s)).isPresent()) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
              return FileVisitResult.CONTINUE;
            }
          });
      return found;
    } catch (NoSuchFileException gone) {
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What ends or goes meanwhile tells nothing. */
  private static Optional<String> read(Path file) {
    try {
      return Optional.of(Files.readString(file, ISO_8859_1));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
