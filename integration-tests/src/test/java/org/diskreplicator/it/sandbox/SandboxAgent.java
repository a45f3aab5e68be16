package org.diskreplicator.it.sandbox;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * Asks the program {@code src/test/python/agent} in the container to run commands; its first lines
 * tell how it is spoken to. Safe for use by several threads.
 */
final class SandboxAgent {
  private final Path socket;

  SandboxAgent(Path socket) {
    this.socket = socket;
  }

  /**
   * Runs a command to its end.
   *
   * @throws TimeoutException when there is no answer in time
   */
  SandboxResult run(SandboxCommand command, Duration limit) throws TimeoutException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request(command)));
      return CompletableFuture.supplyAsync(
              () -> answer(command, channel), task -> new Thread(task, "sandbox").start())
          .get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }

  private static byte[] request(SandboxCommand command) {
    Map<String, String> variables =
        command.variables().stream()
            .map(variable -> variable.split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (old, young) -> young));
    Map<String, Object> asked =
        Map.of(
            "argv", command.limited(),
            "user", command.user().number(),
            "group", command.user().number(),
            "folder", command.folder().toString(),
            "variables", variables);
    return (new Gson().toJson(asked) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static SandboxResult answer(SandboxCommand command, SocketChannel channel) {
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(channel))) {
      JsonObject head = JsonParser.parseString(line(in)).getAsJsonObject();
      return new SandboxResult(
          command.argv(),
          head.get("exit").getAsInt(),
          bytes(in, head.get("stdout").getAsInt()),
          bytes(in, head.get("stderr").getAsInt()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the agent ended within its answer: " + line);
      }
      line.write(next);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new IOException("the agent ended within its answer");
    }
    return bytes;
  }
}
