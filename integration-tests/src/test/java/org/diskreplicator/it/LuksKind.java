package org.diskreplicator.it;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * LUKS containers that programs which know nothing of diskrep make and open, without device-mapper:
 * LUKS1 by QEMU's driver, LUKS2 by cryptsetup, which enciphers files in user space.
 */
enum LuksKind {
  LUKS1,
  LUKS1_CBC("cipher-alg=aes-256,cipher-mode=cbc,ivgen-alg=essiv,ivgen-hash-alg=sha256"),
  LUKS2,
  LUKS2_4096("--sector-size", "4096"),
  LUKS2_CBC("--cipher", "aes-cbc-essiv:sha256", "--key-size", "256");

  /** What cryptsetup puts in front of the data; it wants twice as much room meanwhile. */
  static final long HEADER = 16L << 20;

  private final List<String> options;

  LuksKind(String... options) {
    this.options = List.of(options);
  }

  private boolean isFirst() {
    return name().startsWith("LUKS1");
  }

  /** A container at {@code target} that holds all of a raw file. */
  Path encipher(Path plain, Path key, Path target) {
    if (isFirst()) {
      String more = options.isEmpty() ? "" : "," + options.get(0);
      qemu("-f raw -O luks -o key-secret=k,iter-time=50" + more, key, plain, target);
      return target;
    }
    Tools.output("cp", plain, target);
    Tools.output("truncate", "-s", "+" + 2 * HEADER, target);
    List<Object> arguments = new ArrayList<>(List.of("reencrypt", "--encrypt", "--type", "luks2"));
    arguments.addAll(options);
    arguments.addAll(List.of("--reduce-device-size", 2 * HEADER, "-q", "--key-file", key));
    arguments.addAll(
        List.of("--pbkdf-memory", 32768, "--pbkdf-force-iterations", 4, "--pbkdf-parallel", 1));
    arguments.addAll(List.of("--disable-locks", target));
    Tools.output("cryptsetup", arguments.toArray());
    Tools.output("truncate", "-s", "-" + HEADER, target);
    return target;
  }

  /** What a container holds, as a raw file of {@code size} bytes. */
  Path decipher(Path container, Path key, long size, Path raw) {
    if (isFirst()) {
      String place = "driver=luks,key-secret=k,file.driver=file,file.filename=" + container;
      qemu("-O raw --image-opts", key, Path.of(place), raw);
      return raw;
    }
    Tools.output("cp", container, raw);
    Path header = raw.resolveSibling(raw.getFileName() + ".header");
    Tools.output(
        "cryptsetup",
        "reencrypt",
        "--decrypt",
        "--header",
        header,
        "--force-offline-reencrypt",
        "--disable-locks",
        "-q",
        "--key-file",
        key,
        raw);
    Tools.output("truncate", "-s", size, raw);
    return raw;
  }

  /** Once more where qemu-img could not measure how quick this busy machine is. */
  private static void qemu(String options, Path key, Path from, Path to) {
    List<Object> arguments = new ArrayList<>(List.of("convert", "--object"));
    arguments.add("secret,id=k,file=" + key);
    arguments.addAll(List.of(options.split(" ")));
    arguments.addAll(List.of(from, to));
    Tools.Result made = Tools.run("qemu-img", arguments.toArray());
    for (int i = 0; i < 30 && made.text().contains("accurate CPU usage"); i++) {
      made = Tools.run("qemu-img", arguments.toArray());
    }
    assertThat(made.exitCode()).as(made.toString()).isZero();
  }

  /** The key that enciphers the data, in hexadecimal. */
  static String volumeKey(Path container, Path key) {
    String text =
        Tools.output(
            "cryptsetup",
            "luksDump",
            "--dump-volume-key",
            "--batch-mode",
            "--key-file",
            key,
            container);
    return text.substring(text.indexOf("MK dump:") + "MK dump:".length()).replaceAll("\\s", "");
  }

  /** Changes a byte of a file. */
  static void spoil(Path file, long offset) {
    try (FileChannel channel = FileChannel.open(file, READ, WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, offset);
      one.put(0, (byte) ~one.get(0)).flip();
      channel.write(one, offset);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bytes that a file takes on its disk. */
  static long allocated(Path file) {
    return Long.parseLong(Tools.output("stat", "-c", "%b", file).strip()) * 512;
  }
}
