package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.port.FakeBlockDevices;
import org.diskreplicator.engine.port.RemoteDisk;
import org.diskreplicator.engine.process.ScriptedRunner;
import org.diskreplicator.engine.process.ScriptedRunner.Answer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RemoteBlockDevicesTest {
  private static final Path LOCAL = Path.of("/dev/sdx");

  private final ScriptedRunner runner = new ScriptedRunner();
  private final FakeBlockDevices local = new FakeBlockDevices();
  private final RemoteBlockDevices devices = new RemoteBlockDevices(runner, local);
  private final Path remote;
  private final ServerSocketChannel server;

  RemoteBlockDevicesTest(@TempDir Path temp) throws IOException {
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwx------"));
    RemoteDisk disk = RemoteDisk.in(temp);
    remote = Files.createFile(disk.file());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(disk.socket()));
  }

  @BeforeEach
  void theSocketIsSeen() {
    assertThat(RemoteDisk.at(remote)).isPresent();
  }

  @AfterEach
  void everythingCame() throws IOException {
    server.close();
    runner.assertDone();
  }

  private void expect(Answer answer, String order) {
    runner.expect(
        answer,
        "qemu-io",
        "-t",
        "writethrough",
        "-c",
        order,
        OverwriteArguments.nameOfDevice(remote));
  }

  @Test
  void aRemoteDiskIsWrittenThroughItsSocket() {
    expect(new Answer(0, "", ""), "write -z 4096 8192");
    expect(new Answer(0, "", ""), "flush");
    devices.zero(remote, new Extent(4096, 8192));
    devices.flush(remote);
    devices.rereadTable(remote);
    assertThat(local.calls()).isEmpty();
  }

  @Test
  void othersAreLeftToWhoKnowsThem() {
    devices.zero(LOCAL, new Extent(0, 512));
    devices.flush(LOCAL);
    devices.rereadTable(LOCAL);
    assertThat(local.calls()).containsExactly("zero 0+512", "flush", "reread");
  }

  /** As QEMU 7.2 prints it when the server has gone. */
  @ParameterizedTest
  @CsvSource({
    "'write failed: Input/output error', '', write failed: Input/output error",
    "'', 'qemu-io: can''t open: Connection refused', Connection refused",
    "'', '', Input/output error"
  })
  void whyItFailedIsSaidWhereverQemuTellsIt(String stdout, String stderr, String reason) {
    expect(new Answer(1, stdout, stderr), "flush");
    assertThatThrownBy(() -> devices.flush(remote))
        .isInstanceOf(CommandFailedException.class)
        .hasMessageContaining(reason);
  }
}
