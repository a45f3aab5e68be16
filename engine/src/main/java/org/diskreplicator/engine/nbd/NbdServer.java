package org.diskreplicator.engine.nbd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.diskreplicator.engine.volume.VolumeBytes;

/**
 * A read-only NBD server for one export with an empty name, on a Unix-domain socket.
 *
 * <p>It exists because no stock program reads stripes or LUKS2 without a kernel driver; QEMU's
 * programs are its only clients. Source: the NBD protocol, doc/proto.md of the nbd project: fixed
 * newstyle negotiation, simple replies.
 */
public final class NbdServer implements AutoCloseable {
  private final Path socket;
  private final VolumeBytes bytes;
  private final long size;
  private final ServerSocketChannel listening;
  private final Set<SocketChannel> clients = ConcurrentHashMap.newKeySet();

  private NbdServer(Path socket, VolumeBytes bytes, long size, ServerSocketChannel listening) {
    this.socket = socket;
    this.bytes = bytes;
    this.size = size;
    this.listening = listening;
  }

  /** Starts to serve; the socket's path must be shorter than 108 bytes. */
  public static NbdServer start(Path socket, VolumeBytes bytes, long size) throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      listening.close();
      throw e;
    }
    NbdServer server = new NbdServer(socket, bytes, size, listening);
    thread("volume server " + socket.getFileName(), server::accept).start();
    return server;
  }

  private static Thread thread(String name, Runnable run) {
    Thread thread = new Thread(run, name);
    thread.setDaemon(true);
    return thread;
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel client = listening.accept();
        clients.add(client);
        thread("volume client of " + socket.getFileName(), () -> serve(client)).start();
      }
    } catch (AsynchronousCloseException e) {
      // closed: this is how it ends
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      new NbdSession(client, bytes, size).run();
    } catch (IOException e) {
      // the client went away, or broke the protocol; its own program says so
    } finally {
      clients.remove(client);
    }
  }

  @Override
  public void close() {
    try {
      listening.close();
      for (SocketChannel client : clients) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
