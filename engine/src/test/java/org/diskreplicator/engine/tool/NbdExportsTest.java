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
import org.diskreplicator.engine.port.DiskExports.Via;
import org.diskreplicator.engine.port.DiskExports.Way;
import org.diskreplicator.engine.port.ImageFiles.View;
import org.diskreplicator.engine.process.Command;
import org.diskreplicator.engine.process.CommandResult;
import org.diskreplicator.engine.process.CommandRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.FakeNbd;
import org.diskreplicator.engine.volume.Keyring;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NbdExportsTest {
  private static final Path HOSTILE = Path.of("/a,b?c/\"json:\n{}");
  private static final View CHAIN = new View(HOSTILE, ImageFormat.QCOW2);
  private static final String BUSY = "qemu-nbd: Failed to set NBD socket";

  private final Path temp;
  private final FakeNbd kernel;
  private final ToolPaths tools;
  private final List<Command> commands = new ArrayList<>();
  private final List<Path> takenByOthers = new ArrayList<>();

  NbdExportsTest(@TempDir Path temp) {
    this.temp = temp;
    kernel = new FakeNbd(temp).add(0).add(1).add(2);
    tools = new ToolPaths(List.of(temp));
  }

  @BeforeEach
  void installTool() throws IOException {
    Files.createFile(temp.resolve("qemu-nbd")).toFile().setExecutable(true);
  }

  /** Connects as the kernel does: only to a device that nobody was quicker to take. */
  private CommandResult kernelConnects(Command command) {
    commands.add(command);
    Path device = Path.of(command.arguments().get(1));
    if (takenByOthers.contains(device)) {
      return new CommandResult(command, 1, "", BUSY);
    }
    int number = Integer.parseInt(device.getFileName().toString().substring("nbd".length()));
    kernel.connect(number, 100 + number, command.argv().toArray(String[]::new));
    return new CommandResult(command, 0, "", "");
  }

  private NbdExports exports(CommandRunner runner) {
    NbdAccess access = new NbdAccess(tools, kernel.devices(), () -> true);
    return new NbdExports(new NbdConnections(runner, kernel.devices(), access));
  }

  private Shown shown(String name, Optional<Extent> region) throws IOException {
    return new Shown(region, Files.createFile(temp.resolve(name)));
  }

  private static JsonObject image(Command command) {
    String last = command.arguments().get(command.arguments().size() - 1);
    assertThat(last).startsWith("json:{");
    return JsonParser.parseString(last.substring("json:".length())).getAsJsonObject();
  }

  @Test
  void eachReadOnlyFileIsALinkToADeviceOfItsOwn() throws IOException {
    List<Shown> all =
        List.of(shown("disk", Optional.empty()), shown("p1", Optional.of(new Extent(4096, 513))));
    exports(this::kernelConnects).show(CHAIN, Access.READ_ONLY, all, temp.resolve("disk.pid"));
    assertThat(temp.resolve("disk")).isSymbolicLink().hasSameBinaryContentAs(kernel.device(0));
    assertThat(Files.readSymbolicLink(temp.resolve("disk"))).isEqualTo(kernel.device(0));
    assertThat(Files.readSymbolicLink(temp.resolve("p1"))).isEqualTo(kernel.device(1));
    assertThat(commands)
        .hasSize(2)
        .allSatisfy(command -> assertThat(command.arguments()).contains("-r"));
    assertThat(commands.get(1).arguments())
        .startsWith("-c", kernel.device(1).toString())
        .contains("--pid-file=" + temp.resolve("p1.pid"));
  }

  @Test
  void aPartOfAChainAsksTheWholeChain() {
    JsonObject part = QemuNbd.part(CHAIN, new Extent(4096, 513), SourceKey.NONE).image();
    assertThat(part.get("driver").getAsString()).isEqualTo("raw");
    assertThat(part.get("offset").getAsLong()).isEqualTo(4096);
    assertThat(part.get("size").getAsLong()).isEqualTo(1024);
    JsonObject quorum = part.getAsJsonObject("file");
    assertThat(quorum.get("driver").getAsString()).isEqualTo("quorum");
    JsonObject disk = quorum.getAsJsonArray("children").get(0).getAsJsonObject();
    assertThat(disk.get("driver").getAsString()).isEqualTo("qcow2");
    assertThat(disk.getAsJsonObject("file").get("filename").getAsString())
        .isEqualTo(HOSTILE.toString());
  }

  @Test
  void writablePartsAreAboveTheDeviceOfTheDiskAndTakeNoLock() throws IOException {
    NbdExports exports = exports(this::kernelConnects);
    Extent whole = new Extent(0, 1 << 20);
    Shown disk = shown("disk", Optional.of(whole));
    exports.show(CHAIN, Access.WRITABLE, List.of(disk), temp.resolve("disk.pid"));
    Shown part = shown("p1", Optional.of(new Extent(512, 512)));
    exports.showParts(disk.mountPoint(), List.of(part), temp.resolve("parts.pid"));
    assertThat(commands)
        .hasSize(2)
        .allSatisfy(command -> assertThat(command.arguments()).doesNotContain("-r"));
    assertThat(image(commands.get(0)).get("driver").getAsString()).isEqualTo("qcow2");
    JsonObject file = image(commands.get(1)).getAsJsonObject("file");
    assertThat(file.get("filename").getAsString()).isEqualTo(kernel.device(0).toString());
    assertThat(file.get("locking").getAsString()).isEqualTo("off");
  }

  @Test
  void aDeviceThatSomebodyElseTakesAtTheSameMomentIsLeftToThem() throws IOException {
    takenByOthers.add(kernel.device(0));
    kernel.connect(1, 50, "nbd-client");
    List<Shown> disk = List.of(shown("disk", Optional.empty()));
    exports(this::kernelConnects).show(CHAIN, Access.READ_ONLY, disk, temp.resolve("disk.pid"));
    assertThat(commands.stream().map(command -> command.arguments().get(1)))
        .containsExactly(kernel.device(0).toString(), kernel.device(2).toString());
    assertThat(Files.readSymbolicLink(temp.resolve("disk"))).isEqualTo(kernel.device(2));
  }

  @Test
  void whenAllAreTakenItSaysWhatToDo() throws IOException {
    takenByOthers.addAll(List.of(kernel.device(0), kernel.device(1), kernel.device(2)));
    List<Shown> disk = List.of(shown("disk", Optional.empty()));
    NbdExports exports = exports(this::kernelConnects);
    assertThatThrownBy(() -> exports.show(CHAIN, Access.READ_ONLY, disk, temp.resolve("x.pid")))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("nbds_max");
    assertThat(temp.resolve("disk")).isRegularFile();
  }

  @Test
  void anImageThatCannotBeOpenedIsTriedOnce() throws IOException {
    List<Shown> disk = List.of(shown("disk", Optional.empty()));
    NbdExports exports =
        exports(
            command -> {
              commands.add(command);
              return new CommandResult(command, 1, "", "Image is not in qcow2 format");
            });
    assertThatThrownBy(() -> exports.show(CHAIN, Access.READ_ONLY, disk, temp.resolve("x.pid")))
        .isInstanceOf(CommandFailedException.class);
    assertThat(commands).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "AUTO, true, true, FUSE",
    "AUTO, true, false, FUSE",
    "AUTO, false, true, NBD",
    "AUTO, false, false, FUSE",
    "FUSE, false, true, FUSE",
    "NBD, true, false, NBD",
  })
  void fuseIsChosenUnlessOnlyNbdWorks(Via via, boolean fuse, boolean root, Way way)
      throws IOException {
    for (String tool : List.of("qemu-storage-daemon", "fusermount3")) {
      Files.createFile(temp.resolve(tool)).toFile().setExecutable(true);
    }
    Path device = fuse ? Files.createFile(temp.resolve("fuse")) : temp.resolve("none");
    DiskExportsChoice choice =
        new DiskExportsChoice(
            this::kernelConnects,
            tools,
            new FuseAccess(tools, device, device),
            new NbdAccess(tools, kernel.devices(), () -> root),
            kernel.devices(),
            SourceKey.NONE,
            new Keyring());
    assertThat(choice.exports(via).way()).isEqualTo(way);
  }

  @Test
  void whatIsMissingIsTold() {
    NbdAccess noRoot = new NbdAccess(tools, kernel.devices(), () -> false);
    assertThatThrownBy(noRoot::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("root");
    NbdAccess noModule =
        new NbdAccess(tools, new FakeNbd(temp.resolve("other")).devices(), () -> true);
    assertThatThrownBy(noModule::require)
        .isInstanceOf(MissingPrerequisiteException.class)
        .hasMessageContaining("modprobe nbd");
  }
}
