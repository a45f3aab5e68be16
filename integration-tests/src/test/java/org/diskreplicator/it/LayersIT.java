package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.util.List;
import org.diskreplicator.fixtures.Garbage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * Clones of disks with LVM and md, made by their own programs with deleted data in all that is
 * free. A kernel that has both opens the copies in a throw-away machine.
 *
 * <p>Most of the time is the machines', so the tests run beside those of other classes, and with
 * the lock one after the other.
 */
@ExtendWith(Lab.class)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("the locks of lvm")
class LayersIT {
  private static final String MAKER = "src/test/python/make-layers";
  private static final Path SCRIPTS = Path.of("src/test/sh").toAbsolutePath();
  private static final int MISSING = 77;
  private static final long MIB = 1 << 20;

  /** Where make-layers puts vg/root: behind table, gap and metadata. */
  private static final long ROOT = 2 * MIB;

  /**
   * A disk that was made.
   *
   * @param used bytes of its parts, as independent programs count them
   */
  private record Made(Path disk, JsonObject used) {
    /** With the gaps around the partitions, in which nothing is free. */
    long usedBytes(long gaps) {
      return gaps + used.asMap().values().stream().mapToLong(JsonElement::getAsLong).sum();
    }
  }

  private static Made lvm(Scene scene) {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    List.of("lvm", "mke2fs", "mkfs.xfs", "xfs_db").forEach(Tools::find);
    Path disk = scene.target("disk.raw");
    String told = Tools.output("python3", MAKER, "lvm", disk, scene.work(), Garbage.MARKER);
    return new Made(scene.owned(disk), JsonParser.parseString(told).getAsJsonObject());
  }

  /** Runs a script in the machine on a copy, which may be written to. */
  private static String inMachine(String script, Path disk, Scene scene) {
    Path scratch = scene.work().resolve("in-machine.raw");
    Tools.output("cp", "--sparse=always", disk, scratch);
    Path told = SCRIPTS.resolve(script);
    Tools.Result result = Tools.run(SCRIPTS.resolve("layers-in-vm").toString(), told, scratch);
    if (result.exitCode() == MISSING) {
      Requirement.unmet(result.text().strip());
    }
    assertThat(result.exitCode()).as(result.toString()).isZero();
    return String.join(
        "\n", result.text().lines().filter(line -> line.matches("[a-z]+( \\d)?: .*")).toList());
  }

  private static long copiedBytes(Outcome outcome) {
    return outcome.json().stream()
        .filter(line -> line.has("copiedBytes"))
        .mapToLong(line -> line.get("copiedBytes").getAsLong())
        .max()
        .orElseThrow();
  }

  @Test
  void ofAGroupOnlyWhatItsFileSystemsUseTravels(Scene scene) {
    Made made = lvm(scene);
    String before = Checksums.sha256(made.disk());
    Path copy = scene.target("copy.raw");
    Path larger = scene.target("larger.raw");

    Outcome outcome = scene.run("clone", "--json", made.disk(), copy).exits(0);
    scene.run("clone", "--size", "300M", made.disk(), larger).exits(0).tells("verified");

    assertThat(Checksums.sha256(made.disk())).as("the source").isEqualTo(before);
    assertThat(DiskBytes.findMarker(copy)).as("deleted data").isEmpty();
    assertThat(DiskBytes.findMarker(larger)).as("deleted data").isEmpty();
    assertThat(copiedBytes(outcome)).isEqualTo(made.usedBytes(10 * MIB));
    String expected = inMachine("activate-lvm", made.disk(), scene);
    assertThat(expected).contains("root: sound", "fast: sound", "data: sound", "swap: sound");
    assertThat(expected.lines().count()).isEqualTo(4 + 3 * 12 + 1);
    assertThat(inMachine("activate-lvm", copy, scene)).isEqualTo(expected);
    scene.run("verify", "--files", made.disk(), copy).exits(0);
    scene.run("verify", "--files", made.disk(), larger).exits(0);
    scene.assertLeftOnly("disk.raw", "copy.raw", "larger.raw");
  }

  /** A used block of a file is called free; all counts and checksums are right afterwards. */
  @Test
  void aVolumeWhoseCheckDisagreesTravelsWhole(Scene scene) {
    Made made = lvm(scene);
    Path root = scene.work().resolve("root.raw");
    Tools.output("debugfs", "-w", "-R", "clri /file-3", root);
    write(root, made.disk(), ROOT);
    Path copy = scene.target("copy.raw");
    Path larger = scene.target("larger.raw");

    scene.run("clone", made.disk(), copy).exits(0).tells("volume vg/root.*copied whole");
    scene.run("clone", "--size", "300M", made.disk(), larger).exits(0).tells("vg/root");

    List<Range> whole = List.of(new Range(ROOT, ROOT + 40 * MIB));
    assertThat(DiskBytes.firstDifference(made.disk(), copy, whole)).isEmpty();
    assertThat(DiskBytes.firstDifference(made.disk(), larger, whole)).isEmpty();
    List<Range> behind = List.of(new Range(ROOT + 48 * MIB, ROOT + 100 * MIB));
    assertThat(DiskBytes.findMarker(copy, behind)).as("deleted data elsewhere").isEmpty();
  }

  @Test
  void aVolumeThatNeedsAReplayTravelsWhole(Scene scene) {
    Made made = lvm(scene);
    Path root = scene.work().resolve("root.raw");
    // The flag of a journal that waits (RECOVER), as a stopped machine leaves it.
    Tools.output("debugfs", "-w", "-R", "feature +needs_recovery", root);
    write(root, made.disk(), ROOT);
    Path copy = scene.target("copy.raw");

    scene.run("clone", made.disk(), copy).exits(0).tells("vg/root.*needs (a )?replay");

    List<Range> whole = List.of(new Range(ROOT, ROOT + 40 * MIB));
    assertThat(DiskBytes.firstDifference(made.disk(), copy, whole)).isEmpty();
  }

  @Test
  void mirrorsOfAllVersionsTravelByWhatTheirVolumesUse(Scene scene) {
    Requirement.that(Caller.isRoot(), "root, who alone may make loop devices,");
    List.of("lvm", "mke2fs", "mdadm").forEach(Tools::find);
    Path disk = scene.target("disk.raw");
    Path other = scene.work().resolve("other.raw");
    Tools.Result result = Tools.run("python3", MAKER, "md", disk, other, Garbage.MARKER);
    if (result.exitCode() == MISSING) {
      Requirement.unmet(result.text().strip());
    }
    assertThat(result.exitCode()).as(result.toString()).isZero();
    Made made =
        new Made(scene.owned(disk), JsonParser.parseString(result.text()).getAsJsonObject());
    Path copy = scene.target("copy.raw");

    Outcome outcome = scene.run("clone", "--json", disk, copy).exits(0);

    assertThat(DiskBytes.findMarker(copy)).as("deleted data").isEmpty();
    assertThat(copiedBytes(outcome)).isEqualTo(made.usedBytes(2 * MIB));
    for (int i = 0; i < 5; i++) {
      long end = (1 + (i + 1) * 40) * MIB;
      List<Range> tail = List.of(new Range(end - 65536, end));
      assertThat(DiskBytes.firstDifference(disk, copy, tail)).as("the tail of " + i).isEmpty();
    }
    String expected = inMachine("assemble-md", disk, scene);
    assertThat(expected).contains("mirror 1: sound", "mirror 4: sound", "inner: sound");
    assertThat(inMachine("assemble-md", copy, scene)).isEqualTo(expected);
    scene.run("verify", "--files", disk, copy).exits(0);
    scene.assertLeftOnly("disk.raw", "copy.raw");
  }

  private static void write(Path volume, Path disk, long offset) {
    Tools.output(
        "dd", "if=" + volume, "of=" + disk, "bs=1M", "seek=" + offset / MIB, "conv=notrunc");
  }
}
