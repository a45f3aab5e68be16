package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.diskreplicator.it.StateCell.State;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each content that has a used map, clean, nearly full, fragmented and dirty, in both tables and in
 * none, for sectors of 512 and of 4096 bytes: what diskrep says of it, and that its copy is good.
 *
 * <p>By default each content in each state, and each with each table and sector size; all by {@code
 * -Dstates.cells=all}, some by a glob such as {@code -Dstates.cells='xfs * dirty *'}.
 */
@ExtendWith(Lab.class)
class StateMatrixIT {
  private static final StateReport REPORT = new StateReport();
  private static final Map<String, StateFileSystem> MADE = new ConcurrentHashMap<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path folder = Path.of("");

  static List<StateCell> cells() {
    return StateCell.selected();
  }

  @BeforeAll
  static void root() throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Trees.openForAll(folder);
  }

  @AfterAll
  static void report() throws IOException {
    REPORT.write(Path.of("target/states.md"));
  }

  @ParameterizedTest
  @MethodSource("cells")
  @Execution(ExecutionMode.CONCURRENT)
  void aCloneIsGood(StateCell cell, Scene scene) {
    REPORT.run(cell, () -> judge(cell, scene));
  }

  private static StateFileSystem made(StateCell cell) {
    String key = cell.content() + " " + cell.sector() + " " + cell.state().made();
    return MADE.computeIfAbsent(
        key,
        name ->
            StateFileSystem.make(cell, folder.resolve(Integer.toString(COUNT.incrementAndGet()))));
  }

  private static void judge(StateCell cell, Scene scene) {
    StateFileSystem content = made(cell);
    StateDisk disk = StateDisk.of(cell.table(), cell.sector(), content.file(), scene.work());
    final String before = StateFileSystem.digest(disk.file());
    Path copy = scene.target("copy." + cell.format());

    Outcome outcome = clone(cell, disk, copy, scene);

    assertDecision(cell, disk, outcome.json());
    scene.assertLeftOnly("copy." + cell.format());
    assertThat(StateFileSystem.digest(disk.file())).as("the source").isEqualTo(before);
    assertThat(findings(cell, content, disk, copy, scene)).isEmpty();
  }

  private static Outcome clone(StateCell cell, StateDisk disk, Path copy, Scene scene) {
    scene.as(cell.caller());
    List<Object> arguments = new ArrayList<>(List.of("clone", disk.file(), copy, "--json"));
    if (cell.state() == State.REPLAYED) {
      arguments.addAll(List.of("--dirty", "replay"));
    }
    if (!cell.takesDevice()) {
      return scene.run(arguments.toArray()).exits(0);
    }
    try (LoopDisk drive =
        LoopDisk.over(disk.file(), "--read-only", "--sector-size", cell.sector())) {
      arguments.set(1, drive.device());
      return scene.run(arguments.toArray()).exits(0);
    }
  }

  /** What diskrep says that it found, did, and thinks of the copy. */
  private static void assertDecision(StateCell cell, StateDisk disk, List<JsonObject> events) {
    JsonObject region = region(disk, events);
    assertThat(region.get("state").getAsString()).isEqualTo(cell.expectedState());
    assertThat(region.get("strategy").getAsString()).isEqualTo(cell.expectedStrategy());
    assertThat(region.get("size").getAsLong()).isEqualTo(disk.size());
    JsonObject end = event(events, "finished");
    assertThat(end.get("state").getAsString()).isEqualTo("VERIFIED");
    assertThat(end.getAsJsonArray("copiedWhole")).isEmpty();
  }

  /** What the plan says of the content of a disk. */
  static JsonObject region(StateDisk disk, List<JsonObject> events) {
    return event(events, "plan").getAsJsonArray("regions").asList().stream()
        .map(one -> one.getAsJsonObject())
        .filter(one -> one.get("offset").getAsLong() == disk.offset() && one.has("content"))
        .findFirst()
        .orElseThrow();
  }

  static JsonObject event(List<JsonObject> events, String name) {
    return events.stream()
        .filter(event -> event.get("event").getAsString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> findings(
      StateCell cell, StateFileSystem content, StateDisk disk, Path copy, Scene scene) {
    Path raw =
        cell.format().equals("raw")
            ? copy
            : Images.toRaw(copy, cell.format(), scene.work().resolve("copy.raw"));
    return new StateProof(cell, content, disk, scene.work()).findings(raw, copy);
  }

  static Stream<StateCell> damaged() {
    return Stream.of("ext4", "xfs", "exfat")
        .map(name -> new StateCell(name, 4096, State.CLEAN, StateCell.Table.BARE));
  }

  /** The proof itself: what a wrong map would have left out is found. */
  @ParameterizedTest
  @MethodSource("damaged")
  void aBlockThatAMapLostIsFound(StateCell cell, Scene scene) {
    StateFileSystem content = made(cell);
    StateDisk disk = StateDisk.of(cell.table(), cell.sector(), content.file(), scene.work());
    Path copy = scene.target("copy.raw");
    clone(cell, disk, copy, scene);
    String places = StateFileSystem.find("lines of a text that is always the same", copy);
    long first = JsonParser.parseString(places).getAsJsonArray().get(0).getAsLong();

    Object[] lost = {"--punch-hole", "--offset", first - first % 4096, "--length", 4096, copy};
    Tools.output("fallocate", lost);

    assertThat(findings(cell, content, disk, copy, scene))
        .anyMatch(finding -> finding.startsWith("used: "))
        .anyMatch(finding -> finding.startsWith("files: "));
  }

  /** Bare, and copied to raw; minix asks for no size of sectors then. */
  static Stream<StateCell> rare() {
    return Stream.of("minix", "hfsplus", "apfs", "reiser4")
        .map(name -> new StateCell(name, 4096, State.CLEAN, StateCell.Table.BARE));
  }

  /** The same for those whose files nothing but programs of the tests reads. */
  @ParameterizedTest
  @MethodSource("rare")
  void aFileThatAMapLostIsFound(StateCell cell, Scene scene) {
    StateFileSystem content = made(cell);
    StateDisk disk = StateDisk.of(cell.table(), cell.sector(), content.file(), scene.work());
    Path copy = scene.target("copy.raw");
    clone(cell, disk, copy, scene);
    long first = firstOfFiles(cell, copy);

    Object[] lost = {"--punch-hole", "--offset", first, "--length", 4096, copy};
    Tools.output("fallocate", lost);

    assertThat(findings(cell, content, disk, copy, scene))
        .anyMatch(finding -> finding.startsWith("used: "))
        .anyMatch(finding -> finding.startsWith("files: "));
  }

  /** A block of a file; of reiser4, which has none, the leaf that mkfs puts behind the root. */
  private static long firstOfFiles(StateCell cell, Path copy) {
    String text =
        switch (cell.content()) {
          case "minix" -> "lines of a text that is always the same";
          case "hfsplus", "apfs" -> " of rare\nfile ";
          default -> "";
        };
    if (text.isEmpty()) {
      return 24 * 4096L;
    }
    String places = StateFileSystem.find(text, copy);
    long first = JsonParser.parseString(places).getAsJsonArray().get(0).getAsLong();
    return first - first % 4096;
  }

  @Test
  void deletedDataAndALostGapAreFound(Scene scene) {
    StateCell cell = new StateCell("fat16", 512, State.CLEAN, StateCell.Table.GPT);
    StateFileSystem content = made(cell);
    StateDisk disk = StateDisk.of(cell.table(), cell.sector(), content.file(), scene.work());
    Path copy = scene.target("copy.qcow2");
    // Nothing is left out but a gap.
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk.file(), copy);
    Tools.output("qemu-io", "-f", "qcow2", "-c", "write -z 512k 256k", copy);

    assertThat(findings(cell, content, disk, copy, scene))
        .anyMatch(finding -> finding.startsWith("outside: "))
        .anyMatch(finding -> finding.startsWith("deleted data: "))
        .noneMatch(finding -> finding.startsWith("used: "));
  }

  @Test
  void aDirtyContentThatIsNotWholeIsFound(Scene scene) {
    StateCell cell = new StateCell("xfs", 512, State.DIRTY, StateCell.Table.BARE);
    StateFileSystem content = made(cell);
    StateDisk disk = StateDisk.of(cell.table(), cell.sector(), content.file(), scene.work());
    Path copy = scene.target("copy.qcow2");
    Tools.output("qemu-img", "convert", "-f", "raw", "-O", "qcow2", disk.file(), copy);
    Tools.output("qemu-io", "-f", "qcow2", "-c", "write -z 0 64k", copy);

    assertThat(findings(cell, content, disk, copy, scene))
        .containsExactly("whole: the content is not that of the source");
  }
}
