package org.diskreplicator.engine.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.process.CommandResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NbdDevicesTest {
  private final Path temp;
  private final FakeNbd kernel;
  private final NbdDevices devices;
  private final List<List<String>> commands = new ArrayList<>();

  NbdDevicesTest(@TempDir Path temp) {
    this.temp = temp;
    kernel = new FakeNbd(temp);
    devices = kernel.devices();
  }

  @Test
  void theyComeInTheOrderOfTheirNumbers() {
    assertThat(devices.all()).isEmpty();
    kernel.add(10).add(9).add(0).write("sys/nbd3/size", "0\n");
    assertThat(devices.all())
        .containsExactly(kernel.device(0), kernel.device(9), kernel.device(10));
  }

  @Test
  void aDeviceIsFreeWhenNothingIsLeftOfItsConnection() {
    kernel.add(0).add(1).add(2).add(3);
    kernel.write("sys/nbd1/pid", "7\n");
    kernel.write("sys/nbd2/size", "8\n");
    kernel.write("sys/nbd3/holders/dm-0", "");
    assertThat(devices.all().stream().filter(devices::isFree)).containsExactly(kernel.device(0));
  }

  @Test
  void whoServesADeviceIsKnownByTheCommandLineOfItsThread() {
    kernel.add(0).add(1).add(2);
    kernel.connect(1, 70, "qemu-nbd", "--pid-file=/run/a.pid");
    kernel.connect(2, 80, "qemu-nbd", "--pid-file=/run/b.pid");
    assertThat(devices.servedBy("/run/b.pid")).containsExactly(kernel.device(2));
    assertThat(devices.isShownBy(kernel.device(2), "/run/b.pid")).isTrue();
    assertThat(devices.isShownBy(kernel.device(1), "/run/b.pid")).isFalse();
    kernel.write("sys/nbd2/size", "0\n");
    assertThat(devices.isShownBy(kernel.device(2), "/run/b.pid")).isFalse();
  }

  private Undoer undoer() {
    return new Undoer(
        command -> {
          commands.add(command.argv());
          kernel.disconnect(1);
          return new CommandResult(command, 0, "", "");
        },
        devices);
  }

  @Test
  void onlyOwnDevicesAreDisconnected() {
    Path pidFile = temp.resolve("p1.pid");
    kernel.add(0).add(1);
    kernel.connect(0, 70, "qemu-nbd", "--pid-file=/run/other.pid");
    kernel.connect(1, 80, "qemu-nbd", "--pid-file=" + pidFile);
    assertThat(undoer().undo(new Undo.DisconnectNbd(pidFile))).isTrue();
    assertThat(commands).containsExactly(List.of("qemu-nbd", "-d", kernel.device(1).toString()));
    assertThat(undoer().undo(new Undo.DisconnectNbd(pidFile))).isFalse();
    assertThat(commands).hasSize(1);
  }

  @Test
  void aDeviceThatCannotTakeWhatWasWrittenStaysConnected() throws IOException {
    Path pidFile = temp.resolve("p1.pid");
    kernel.add(1).connect(1, 80, "qemu-nbd", "--pid-file=" + pidFile);
    kernel.write("sys/nbd1/nbd1p1/size", "8\n");
    Path node = temp.resolve("dev/nbd1p1");
    Files.createSymbolicLink(node, node);
    assertThatThrownBy(() -> undoer().undo(new Undo.DisconnectNbd(pidFile)))
        .isInstanceOf(InputOutputException.class);
    assertThat(commands).isEmpty();
  }

  @Test
  void theRecordIsReadBack() {
    Undo undo = new Undo.DisconnectNbd(Path.of("/a \"b\"\n"));
    assertThat(UndoJson.read(UndoJson.write(undo))).isEqualTo(undo);
  }
}
