package org.diskreplicator.engine.nbd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.engine.volume.VolumeBytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Speaks the protocol by hand; that QEMU's programs understand it, windows on volumes show. */
final class NbdServerTest {
  private static final int SIZE = 1 << 20;
  private static final long OPTION = 0x49484156454f5054L;
  private static final int READ = 0;
  private static final int WRITE = 1;

  /** A socket's path must be short. */
  private final Path folder = Files.createTempDirectory("nbd");

  private final Path socket = folder.resolve("s");
  private final NbdServer server;
  private final SocketChannel client;

  NbdServerTest() throws IOException {
    server = NbdServer.start(socket, bytes(), SIZE);
    client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /** Byte n is n modulo 251; the last page cannot be read. */
  private static VolumeBytes bytes() {
    return (offset, target) -> {
      if (offset + target.remaining() > SIZE - 4096) {
        throw new EOFException();
      }
      for (long n = offset; target.hasRemaining(); n++) {
        target.put((byte) (n % 251));
      }
    };
  }

  @AfterEach
  void end() throws IOException {
    client.close();
    server.close();
    Files.deleteIfExists(socket);
    Files.delete(folder);
  }

  private void send(ByteBuffer data) throws IOException {
    data.flip();
    while (data.hasRemaining()) {
      client.write(data);
    }
  }

  private ByteBuffer receive(int length) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(length);
    while (data.hasRemaining()) {
      if (client.read(data) < 0) {
        throw new EOFException();
      }
    }
    return data.flip();
  }

  private void option(int option) throws IOException {
    send(ByteBuffer.allocate(16).putLong(OPTION).putInt(option).putInt(0));
  }

  private int replyTo(int option) throws IOException {
    ByteBuffer reply = receive(20);
    assertThat(reply.getLong()).isEqualTo(0x3e889045565a9L);
    assertThat(reply.getInt()).isEqualTo(option);
    int type = reply.getInt();
    int length = reply.getInt();
    if (length > 0) {
      ByteBuffer info = receive(length);
      assertThat(info.getShort()).isZero();
      assertThat(info.getLong()).isEqualTo(SIZE);
      assertThat(info.getShort() & 2).as("read-only").isEqualTo(2);
    }
    return type;
  }

  private void greet() throws IOException {
    ByteBuffer greeting = receive(18);
    assertThat(greeting.getLong()).isEqualTo(0x4e42444d41474943L);
    assertThat(greeting.getLong()).isEqualTo(OPTION);
    send(ByteBuffer.allocate(4).putInt(3));
  }

  private void go() throws IOException {
    greet();
    option(7);
    assertThat(replyTo(7)).isEqualTo(3);
    assertThat(replyTo(7)).isEqualTo(1);
  }

  private int command(int type, long offset, int length) throws IOException {
    ByteBuffer request = ByteBuffer.allocate(28).putInt(0x25609513).putShort((short) 0);
    send(request.putShort((short) type).putLong(42).putLong(offset).putInt(length));
    ByteBuffer reply = receive(16);
    assertThat(reply.getInt()).isEqualTo(0x67446698);
    int error = reply.getInt();
    assertThat(reply.getLong()).isEqualTo(42);
    return error;
  }

  @Test
  void bytesAreRead() throws IOException {
    go();
    assertThat(command(READ, 1000, 100_000)).isZero();
    ByteBuffer data = receive(100_000);
    for (int i = 0; i < data.limit(); i++) {
      assertThat(data.get(i)).isEqualTo((byte) ((1000 + i) % 251));
    }
  }

  @Test
  void whatIsNotOfferedIsDeclinedAndNothingBreaks() throws IOException {
    greet();
    option(8);
    assertThat(replyTo(8)).isEqualTo(0x80000001);
    option(7);
    assertThat(replyTo(7)).isEqualTo(3);
    assertThat(replyTo(7)).isEqualTo(1);
    assertThat(command(READ, 0, 512)).isZero();
  }

  @Test
  void badPlacesAndUnreadableBytesAreErrors() throws IOException {
    go();
    assertThat(command(READ, SIZE, 512)).isEqualTo(22);
    assertThat(command(READ, -1, 512)).isEqualTo(22);
    assertThat(command(READ, SIZE - 4096, 512)).isEqualTo(5);
    assertThat(command(READ, 0, 16)).isZero();
    assertThat(receive(16).get(3)).isEqualTo((byte) 3);
  }

  @Test
  void nothingCanBeWritten() throws IOException {
    go();
    assertThat(command(WRITE, 0, 512)).isEqualTo(1);
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Test
  void whoSpeaksSomethingElseIsLeft() throws IOException {
    greet();
    send(ByteBuffer.allocate(16).putLong(1).putLong(2));
    assertThat(client.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }
}
