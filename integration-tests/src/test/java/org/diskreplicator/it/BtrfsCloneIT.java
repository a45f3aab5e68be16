package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.diskreplicator.it.StateCell.Table;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Disks with a btrfs that has lived, with one to five subvolumes and their snapshots, are cloned;
 * btrfs check finds nothing in the copy, and all files of all subvolumes are there.
 *
 * <p>{@code -Dbtrfs.seeds=100} clones a hundred, {@code -Dbtrfs.first=200} other ones.
 */
@ExtendWith(Lab.class)
class BtrfsCloneIT {
  private static final Pattern SUBVOLUME =
      Pattern.compile("(?m)^\\s*item \\d+ key \\((\\d{3,6}) ROOT_ITEM ");

  @BeforeAll
  static void root() {
    Requirement.that(Caller.isRoot(), "root");
  }

  static IntStream seeds() {
    int first = Integer.getInteger("btrfs.first", 1);
    return IntStream.range(first, first + Integer.getInteger("btrfs.seeds", 4));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  @Execution(ExecutionMode.CONCURRENT)
  void aCloneHasAllFilesOfAllSubvolumes(int seed, Scene scene) {
    Path alone = scene.work().resolve("alone.raw");
    StateFileSystem.alone("btrfs-churn", "make", alone, seed);
    assertThat(subvolumes(alone)).as("subvolumes and snapshots").isPositive();
    final String files = StateFileSystem.alone("btrfs-churn", "files", alone);
    List<Table> tables = List.of(Table.values());
    StateDisk disk = StateDisk.of(tables.get(seed % tables.size()), 512, alone, scene.work());
    final String before = StateFileSystem.digest(disk.file());
    Path copy = scene.target("copy.qcow2");

    List<JsonObject> events =
        scene.run("clone", scene.owned(disk.file()), copy, "--json").exits(0).json();

    scene.assertLeftOnly("copy.qcow2");
    assertMapped(disk, events);
    assertThat(StateFileSystem.digest(disk.file())).as("the source").isEqualTo(before);
    Path raw = Images.toRaw(copy, "qcow2", scene.work().resolve("copy.raw"));
    Path content = disk.cut(raw, scene.work().resolve("content.raw"));
    assertThat(Tools.output("btrfs", "check", "--check-data-csum", content))
        .contains("no error found");
    assertThat(StateFileSystem.alone("btrfs-churn", "files", content)).isEqualTo(files);
  }

  /** Their numbers begin at 256; those of the trees of btrfs itself are below, or near 2^64. */
  private static long subvolumes(Path image) {
    String roots = Tools.output("btrfs", "inspect-internal", "dump-tree", "-t", "root", image);
    return SUBVOLUME
        .matcher(roots)
        .results()
        .filter(id -> Integer.parseInt(id.group(1)) > 255)
        .count();
  }

  /** The kernel may have given up on a full disk; then a log waits, and all is copied. */
  private static void assertMapped(StateDisk disk, List<JsonObject> events) {
    JsonObject region = StateMatrixIT.region(disk, events);
    JsonObject end = StateMatrixIT.event(events, "finished");
    assertThat(end.get("state").getAsString()).isEqualTo("VERIFIED");
    assertThat(end.getAsJsonArray("copiedWhole")).isEmpty();
    if (!region.get("state").getAsString().equals("needs replay")) {
      assertThat(region.get("state").getAsString()).isEqualTo("clean");
      assertThat(region.get("usedBytes").getAsLong()).isLessThan(disk.size());
    }
  }
}
