package org.diskreplicator.engine.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.engine.failure.CommandFailedException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.RefusedException;
import org.diskreplicator.engine.model.Extent;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.port.DiskExports.Access;
import org.diskreplicator.engine.port.DiskExports.Shown;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.Tool;
import org.diskreplicator.engine.process.ToolPaths;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FuseExportsTest {
  private static final Path HOSTILE = Path.of("/a,b?c/\"json:\n{}");
  private static final Path PID = Path.of("/run/pid");

  private final Path temp;
  private final List<Command> commands = new ArrayList<>();

  FuseExportsTest(@TempDir Path temp) {
    this.temp = temp;
  }

  private static List<JsonObject> values(Command command, String option) {
    List<JsonObject> values = new ArrayList<>();
    for (int i = 0; i < command.arguments().size() - 1; i++) {
      if (command.arguments().get(i).equals(option)) {
        values.add(JsonParser.parseString(command.arguments().get(i + 1)).getAsJsonObject());
      }
    }
    return values;
  }

  private static Command command(QemuStorageDaemon daemon) {
    return daemon.foreground("testing");
  }

  @Test
  void aFormatIsOpenedOverTheFileByItsOwnName() {
    Command command =
        command(
            QemuStorageDaemon.opening(
                    new View(HOSTILE, ImageFormat.VMDK), Access.READ_ONLY, PID, SourceKey.NONE)
                .show(Optional.empty(), Path.of("/run/w")));
    List<JsonObject> nodes = values(command, "--blockdev");
    assertThat(nodes).hasSizeGreaterThanOrEqualTo(2);
    assertThat(nodes.get(0).get("filename").getAsString()).isEqualTo(HOSTILE.toString());
    assertThat(nodes.get(1).get("driver").getAsString()).isEqualTo("vmdk");
    assertThat(nodes).allSatisfy(node -> assertThat(node.get("read-only").getAsBoolean()).isTrue());
    assertThat(values(command, "--export"))
        .singleElement()
        .satisfies(
            export -> {
              assertThat(export.get("node-name")).isEqualTo(nodes.get(1).get("node-name"));
              assertThat(export.get("writable").getAsBoolean()).isFalse();
              assertThat(export.get("allow-other").getAsString()).isEqualTo("off");
              assertThat(export.get("mountpoint").getAsString()).isEqualTo("/run/w");
            });
    assertThat(command.deathSignal()).isEqualTo(Command.DeathSignal.TERM);
  }

  @ParameterizedTest
  @CsvSource({"512, 512", "513, 1024", "1, 512", "1048576, 1048576"})
  void aPartIsShownInWholeSectors(long length, long shown) {
    Command command =
        command(
            QemuStorageDaemon.opening(
                    new View(HOSTILE, ImageFormat.RAW), Access.READ_ONLY, PID, SourceKey.NONE)
                .show(Optional.of(new Extent(4096, length)), Path.of("/run/w")));
    JsonObject part = values(command, "--blockdev").get(1);
    assertThat(part.get("driver").getAsString()).isEqualTo("raw");
    assertThat(part.get("offset").getAsLong()).isEqualTo(4096);
    assertThat(part.get("size").getAsLong()).isEqualTo(shown);
  }

  @Test
  void writablePartsHaveANodeEachWithoutALock() {
    Command command =
        command(
            QemuStorageDaemon.writingPartsOf(Path.of("/run/disk"), PID)
                .show(Optional.of(new Extent(0, 512)), Path.of("/run/p1"))
                .show(Optional.of(new Extent(512, 512)), Path.of("/run/p2")));
    List<JsonObject> nodes = values(command, "--blockdev");
    assertThat(nodes.stream().map(node -> node.get("node-name").getAsString()))
        .hasSize(4)
        .doesNotHaveDuplicates();
    assertThat(nodes.stream().filter(node -> node.has("filename")))
        .hasSize(2)
        .allSatisfy(
            node -> {
              assertThat(node.get("locking").getAsString()).isEqualTo("off");
              assertThat(node.get("read-only").getAsBoolean()).isFalse();
            });
  }

  private FuseExports exports(String stderr) throws IOException {
    for (String tool : List.of("qemu-storage-daemon", "fusermount3")) {
      Files.createFile(temp.resolve(tool)).toFile().setExecutable(true);
    }
    Path device = Files.createFile(temp.resolve("fuse"));
    ToolPaths tools = new ToolPaths(List.of(temp));
    return new FuseExports(
        command -> {
          commands.add(command);
          return new CommandResult(command, stderr.isEmpty() ? 0 : 1, "", stderr);
        },
        new FuseAccess(tools, device, device));
  }

  private static void show(FuseExports exports) {
    exports.show(
        new View(HOSTILE, ImageFormat.QCOW2),
        Access.WRITABLE,
        List.of(new Shown(Optional.of(new Extent(0, 512)), Path.of("/run/disk"))),
        PID);
  }

  @Test
  void itRunsInTheBackground() throws IOException {
    show(exports(""));
    assertThat(commands)
        .singleElement()
        .satisfies(
            command ->
                assertThat(command.arguments()).startsWith("--daemonize", "--pidfile", "/run/pid"));
  }

  @Test
  void itsReasonsAreToldApart() throws IOException {
    FuseExports locked = exports("x: Failed to get \"write\" lock\nIs another process using it?");
    assertThatThrownBy(() -> show(locked)).isInstanceOf(RefusedException.class);
    CommandResult noFuse =
        new CommandResult(
            Command.of("x", Tool.QEMU_STORAGE_DAEMON),
            1,
            "",
            "fuse: failed to open /dev/fuse\nFailed to mount FUSE session to export");
    assertThat(ExportFailure.of(noFuse)).isInstanceOf(MissingPrerequisiteException.class);
    CommandResult other = new CommandResult(noFuse.command(), 1, "", "not in qcow2 format");
    assertThat(ExportFailure.of(other)).isInstanceOf(CommandFailedException.class);
  }

  @Test
  void whatIsMissingIsTold() throws IOException {
    exports("");
    ToolPaths tools = new ToolPaths(List.of(temp));
    FuseAccess noDevice = new FuseAccess(tools, temp.resolve("nothing"), temp);
    assertThatThrownBy(noDevice::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("modprobe fuse");
    FuseAccess noMountList = new FuseAccess(tools, temp.resolve("fuse"), temp.resolve("nothing"));
    assertThatThrownBy(noMountList::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("ln -s ../proc/self/mounts");
    FuseAccess noTools = new FuseAccess(new ToolPaths(List.of()), temp, temp);
    assertThatThrownBy(noTools::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("apt-get install");
  }
}
