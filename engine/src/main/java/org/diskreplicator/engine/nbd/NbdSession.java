package org.diskreplicator.engine.nbd;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.diskreplicator.engine.volume.VolumeBytes;

/** One client of an {@link NbdServer}: greeting, options, commands. All numbers are big-endian. */
final class NbdSession {
  private static final long MAGIC = 0x4e42444d41474943L;
  private static final long OPTION_MAGIC = 0x49484156454f5054L;
  private static final long OPTION_REPLY_MAGIC = 0x3e889045565a9L;
  private static final int REQUEST_MAGIC = 0x25609513;
  private static final int REPLY_MAGIC = 0x67446698;

  private static final short FIXED_NEWSTYLE_NO_ZEROES = 3;

  /** HAS_FLAGS, READ_ONLY, CAN_MULTI_CONN. */
  private static final short TRANSMISSION_FLAGS = 1 | 2 | 1 << 8;

  private static final int OPT_EXPORT_NAME = 1;
  private static final int OPT_ABORT = 2;
  private static final int OPT_INFO = 6;
  private static final int OPT_GO = 7;
  private static final int REP_ACK = 1;
  private static final int REP_INFO = 3;
  private static final int REP_ERR_UNSUP = 0x80000001;
  private static final short INFO_EXPORT = 0;

  private static final int CMD_READ = 0;
  private static final int CMD_DISC = 2;
  private static final int CMD_FLUSH = 3;
  private static final int EPERM = 1;
  private static final int EIO = 5;
  private static final int EINVAL = 22;

  /** QEMU asks for 32 MiB at most; an option's data is a few bytes. */
  private static final int LONGEST_READ = 32 << 20;

  private static final int LONGEST_OPTION = 4096;
  private static final int LEGACY_ZEROES = 124;
  private static final int REQUEST_BYTES = 28;
  private static final int REPLY_BYTES = 16;

  private final SocketChannel client;
  private final VolumeBytes bytes;
  private final long size;
  private ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  NbdSession(SocketChannel client, VolumeBytes bytes, long size) {
    this.client = client;
    this.bytes = bytes;
    this.size = size;
  }

  /** Serves until the client has had enough. */
  void run() throws IOException {
    if (negotiate()) {
      boolean goesOn = true;
      while (goesOn) {
        goesOn = command();
      }
    }
  }

  private boolean negotiate() throws IOException {
    ByteBuffer greeting = ByteBuffer.allocate(18);
    send(greeting.putLong(MAGIC).putLong(OPTION_MAGIC).putShort(FIXED_NEWSTYLE_NO_ZEROES));
    boolean zeroes = (receive(4).getInt() & 2) == 0;
    while (true) {
      ByteBuffer head = receive(16);
      require(head.getLong() == OPTION_MAGIC, "no option");
      int option = head.getInt();
      int length = head.getInt();
      require(length >= 0 && length <= LONGEST_OPTION, "an option of " + length + " bytes");
      receive(length);
      switch (option) {
        case OPT_EXPORT_NAME -> {
          ByteBuffer export = ByteBuffer.allocate(10 + (zeroes ? LEGACY_ZEROES : 0));
          export.putLong(size).putShort(TRANSMISSION_FLAGS).position(export.limit());
          send(export);
          return true;
        }
        case OPT_ABORT -> {
          reply(option, REP_ACK, ByteBuffer.allocate(0));
          return false;
        }
        case OPT_INFO, OPT_GO -> {
          ByteBuffer info = ByteBuffer.allocate(12);
          info.putShort(INFO_EXPORT).putLong(size).putShort(TRANSMISSION_FLAGS);
          reply(option, REP_INFO, info);
          reply(option, REP_ACK, ByteBuffer.allocate(0));
          if (option == OPT_GO) {
            return true;
          }
        }
        default -> reply(option, REP_ERR_UNSUP, ByteBuffer.allocate(0));
      }
    }
  }

  private void reply(int option, int type, ByteBuffer data) throws IOException {
    data.flip();
    ByteBuffer reply = ByteBuffer.allocate(20 + data.remaining());
    reply.putLong(OPTION_REPLY_MAGIC).putInt(option).putInt(type).putInt(data.remaining());
    send(reply.put(data));
  }

  /** Whether another command may follow. */
  private boolean command() throws IOException {
    ByteBuffer request = receive(REQUEST_BYTES);
    require(request.getInt() == REQUEST_MAGIC, "no request");
    request.getShort();
    int type = request.getShort();
    long handle = request.getLong();
    long offset = request.getLong();
    int length = request.getInt();
    switch (type) {
      case CMD_READ -> read(handle, offset, length);
      case CMD_DISC -> {
        return false;
      }
      case CMD_FLUSH -> send(answer(handle, 0, 0));
      default -> {
        // What a forbidden write sends is not taken off the line, so nothing can follow.
        send(answer(handle, EPERM, 0));
        return false;
      }
    }
    return true;
  }

  private void read(long handle, long offset, int length) throws IOException {
    boolean inside = length > 0 && length <= LONGEST_READ && offset >= 0 && offset <= size - length;
    if (!inside) {
      send(answer(handle, EINVAL, 0));
      return;
    }
    ByteBuffer answer = answer(handle, 0, length);
    try {
      bytes.read(offset, answer);
    } catch (IOException e) {
      answer = answer(handle, EIO, 0);
    }
    send(answer);
  }

  private ByteBuffer answer(long handle, int error, int length) {
    if (buffer.capacity() < REPLY_BYTES + length) {
      buffer = ByteBuffer.allocate(REPLY_BYTES + length);
    }
    buffer.clear().limit(REPLY_BYTES + length);
    return buffer.putInt(REPLY_MAGIC).putInt(error).putLong(handle);
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
        throw new EOFException("the client is gone");
      }
    }
    return data.flip();
  }

  private static void require(boolean condition, String objection) throws IOException {
    if (!condition) {
      throw new IOException("not the NBD protocol: " + objection);
    }
  }
}
