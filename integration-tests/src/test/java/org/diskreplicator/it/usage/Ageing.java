package org.diskreplicator.it.usage;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A random life of a file system: files come, grow by turns, shrink, move and go. */
final class Ageing {
  private static final int FOLDERS = 4;
  private static final int LARGEST = 200_000;

  private final Path root;
  private final SplittableRandom random;
  private final List<Path> files = new ArrayList<>();
  private int count;

  Ageing(Path root, long seed) {
    this.root = root;
    this.random = new SplittableRandom(seed);
  }

  /** Does so many things; one for which there is no room is left out. */
  void live(int steps) throws IOException {
    for (int i = 0; i < FOLDERS; i++) {
      Files.createDirectories(root.resolve("folder " + i));
    }
    for (int i = 0; i < steps; i++) {
      try {
        step();
      } catch (IOException full) {
        forgetWhatIsGone();
      }
    }
  }

  private void forgetWhatIsGone() {
    files.removeIf(file -> !Files.exists(file));
  }

  private void step() throws IOException {
    int what = files.size() < 10 ? 0 : random.nextInt(10);
    if (what < 4) {
      Path file = newName();
      files.add(file);
      Files.write(file, noise(random.nextInt(4) == 0 ? LARGEST : 3000));
    } else if (what < 7) {
      Files.write(any(), noise(40_000), StandardOpenOption.APPEND);
    } else if (what < 9) {
      Path gone = any();
      Files.delete(gone);
      files.remove(gone);
    } else {
      Path from = any();
      Path to = newName();
      Files.move(from, to);
      files.set(files.indexOf(from), to);
    }
  }

  private Path any() {
    return files.get(random.nextInt(files.size()));
  }

  private Path newName() {
    String name = "a file with a long name, number " + count++;
    return root.resolve("folder " + random.nextInt(FOLDERS)).resolve(name);
  }

  private byte[] noise(int most) {
    byte[] bytes = new byte[1 + random.nextInt(most)];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Fills all that is free with a file of noise. */
  static void fill(Path folder) throws IOException {
    byte[] piece = new byte[64 << 10];
    new SplittableRandom(5).nextBytes(piece);
    Path file = folder.resolve("fills all");
    for (int length = piece.length; length > 0; length /= 2) {
      byte[] some = Arrays.copyOf(piece, length);
      try {
        while (true) {
          Files.write(file, some, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }
      } catch (IOException full) {
        // The next size is smaller, until not even a byte has room.
      }
    }
  }

  /** The checksum of each file below a folder, by its name. */
  static Map<String, String> checksums(Path folder) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            sums.put(folder.relativize(file).toString(), sum(Files.readAllBytes(file)));
            return FileVisitResult.CONTINUE;
          }
        });
    return sums;
  }

  private static String sum(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
