package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** btrfs made anew has the same subvolumes, in the same relations, with the same files. */
@ExtendWith(Lab.class)
class BtrfsFilesIT {
  private static final Pattern LINE =
      Pattern.compile(
          "(?m)^ID (\\d+) .*top level (\\d+) parent_uuid (\\S+) +received_uuid (\\S+) +uuid (\\S+)"
              + " path (.+)$");

  /**
   * A snapshot of what is gone; the copy names the snapshot before it, whose change it travels as.
   */
  private static final String ORPHAN = "snapshots/another";

  private static final Pattern USED = Pattern.compile("(?m)^Data.*used=(\\d+)$");

  /** What shows whether a subvolume is the same; numbers and identifiers are new. */
  private record Relation(String container, String parent, String received, boolean readOnly) {}

  @ParameterizedTest
  @CsvSource({
    "zoo-btrfs, 290M, 1",
    "zoo-btrfs, 500M, 1",
    "zoo-btrfs, 200M, 1",
    "btrfs-mixed, 112M, 0"
  })
  void subvolumesAndWhatTheyShareSurvive(
      String name, String size, int number, Workbench bench, Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture fixture = bench.fixture(name);
    Path copy = scene.target("copy.raw");
    scene
        .as(Caller.ROOT)
        .run("clone", "--strategy", "files", "--size", size, fixture.image(), copy)
        .exits(0);
    assertThat(Checksums.sha256(fixture.image())).isEqualTo(bench.checksum(fixture));
    FixturePartition partition = fixture.partition(number);
    Path before = part(fixture.image(), partition.offset(), partition.size(), scene);
    long length = number == 0 ? Files.size(copy) : partitionSize(copy, number);
    Path after = part(copy, partition.offset(), length, scene);
    assertThat(Tools.run("btrfs", "check", "--readonly", after).exitCode()).isZero();
    assertThat(tags(after)).isEqualTo(tags(before));
    assertThat(features(after)).isEqualTo(features(before));
    String first = mounted(before, BtrfsFilesIT::describe);
    assertThat(mounted(after, BtrfsFilesIT::describe)).isEqualTo(first);
    assertThat(mounted(after, BtrfsFilesIT::dataUsed))
        .isLessThan(mounted(before, BtrfsFilesIT::dataUsed) * 11 / 10);
    assertThat(mounted(after, BtrfsFilesIT::manifests))
        .isEqualTo(mounted(before, BtrfsFilesIT::manifests));
    Tools.output("rm", before, after);
    scene.assertLeftOnly("copy.raw");
  }

  private static long partitionSize(Path disk, int number) {
    String sectors = Tools.output("partx", "-g", "-o", "SECTORS", "-n", number, disk).strip();
    return Long.parseLong(sectors) * 512;
  }

  /** In a file of its own; two of one identifier are never mounted at the same time. */
  private static Path part(Path disk, long offset, long size, Scene scene) {
    Path part = scene.target("part-of-" + disk.getFileName());
    String bytes = "iflag=skip_bytes,count_bytes";
    Tools.output(
        "dd",
        "if=" + disk,
        "of=" + part,
        "skip=" + offset,
        "count=" + size,
        "bs=1M",
        bytes,
        "conv=sparse",
        "status=none");
    Tools.output("truncate", "-s", size, part);
    return part;
  }

  private static String tags(Path file) {
    return Tools.output(
        "blkid", "-p", "-s", "UUID", "-s", "LABEL", "-s", "TYPE", "-o", "value", file);
  }

  private static String features(Path file) {
    return Tools.output("btrfs", "inspect-internal", "dump-super", file)
        .lines()
        .filter(
            line ->
                line.matches("(csum_type|nodesize|sectorsize|compat_ro_flags|incompat_flags).*"))
        .collect(Collectors.joining("\n"));
  }

  private static <T> T mounted(Path file, Function<Path, T> question) {
    Path point = file.resolveSibling("mounted");
    try {
      Files.createDirectory(point);
      Tools.output("mount", "-o", "loop,ro,subvolid=5", file, point);
      try {
        return question.apply(point);
      } finally {
        Tools.output("umount", point);
        Files.delete(point);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long dataUsed(Path root) {
    return USED.matcher(Tools.output("btrfs", "filesystem", "df", "-b", root))
        .results()
        .mapToLong(line -> Long.parseLong(line.group(1)))
        .sum();
  }

  private static List<MatchResult> subvolumes(Path root) {
    return LINE.matcher(Tools.output("btrfs", "subvolume", "list", "-q", "-R", "-u", root))
        .results()
        .toList();
  }

  /** Each path with what it lies in, what it is a snapshot of, and whether it can be written. */
  private static String describe(Path root) {
    Map<String, String> paths = new TreeMap<>();
    subvolumes(root)
        .forEach(
            line -> {
              paths.put(line.group(1), line.group(6));
              paths.put(line.group(5), line.group(6));
            });
    String readOnly = Tools.output("btrfs", "subvolume", "list", "-r", root);
    Map<String, Relation> relations = new TreeMap<>();
    for (MatchResult line : subvolumes(root)) {
      relations.put(
          line.group(6),
          new Relation(
              paths.getOrDefault(line.group(2), ""),
              line.group(6).equals(ORPHAN) ? "" : paths.getOrDefault(line.group(3), ""),
              line.group(4),
              readOnly.contains("ID " + line.group(1) + " ")));
    }
    String first = Tools.output("btrfs", "subvolume", "get-default", root).split(" ", 3)[1];
    return relations + ", default " + paths.get(first);
  }

  /** All files of all subvolumes, but for one whose allocated blocks may travel as holes. */
  private static Map<String, String> manifests(Path root) {
    Map<String, String> manifests = new TreeMap<>();
    manifests.put("", manifest(root));
    subvolumes(root)
        .forEach(line -> manifests.put(line.group(6), manifest(root.resolve(line.group(6)))));
    return manifests;
  }

  private static String manifest(Path folder) {
    return Tools.output("python3", "src/test/python/manifest", folder)
        .lines()
        .filter(line -> !line.contains("extents/allocated"))
        .collect(Collectors.joining("\n"));
  }
}
