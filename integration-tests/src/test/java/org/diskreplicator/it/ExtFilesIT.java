package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.diskreplicator.fixtures.Fixture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ext and xfs made anew are the same file systems with the same files. */
@ExtendWith(Lab.class)
class ExtFilesIT {
  /** What is counted, or belongs to the moment; at the end the journal, which nobody used yet. */
  private static final String OF_THE_MOMENT =
      "(?s)(Free (blocks|inodes)|Overhead clusters|Checksum|Journal (features|sequence|checksum.*)):.*";

  /** How a file is stored: by extents, with an index, within its inode. */
  private static final long OF_STORAGE = 0x80000 | 0x1000 | 0x10000000 | 0x40000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bare-ext2",
        "bare-ext3",
        "bare-ext4",
        "ext4-1k",
        "ext4-no-64bit",
        "ext4-bigalloc",
        "ext4-meta-bg",
        "ext4-inline-data",
        "ext4-ea-inode",
        "ext4-quota",
        "ext4-no-journal"
      })
  void theSameFeaturesTheSameFiles(String name, Workbench bench, Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture fixture = bench.fixture(name);
    Path copy = scene.target("copy.raw");
    scene.as(Caller.ROOT).run("clone", "--strategy", "files", fixture.image(), copy).exits(0);
    assertThat(Checksums.sha256(fixture.image())).isEqualTo(bench.checksum(fixture));
    assertThat(Tools.run("e2fsck", "-fn", copy).exitCode()).isZero();
    assertThat(superblock(copy)).isEqualTo(superblock(fixture.image()));
    String options = "loop,ro,noload";
    assertThat(mounted(copy, "ext4", options, scene, ExtFilesIT::manifest))
        .isEqualTo(mounted(fixture.image(), "ext4", options, scene, ExtFilesIT::manifest));
    scene.assertLeftOnly("copy.raw");
  }

  @Test
  void xfsTooWithProjectsAndReservedSpace(Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Path source = scene.target("source.raw");
    Tools.output("truncate", "-s", "400M", source);
    Tools.output("mkfs.xfs", "-q", "-L", "two words", "-m", "rmapbt=1", "-n", "size=8192", source);
    mounted(source, "xfs", "loop", scene, ExtFilesIT::fill);
    String before = Checksums.sha256(source);
    Path copy = scene.target("copy.raw");
    scene.as(Caller.ROOT).run("clone", "--strategy", "files", source, copy).exits(0);
    assertThat(Checksums.sha256(source)).isEqualTo(before);
    assertThat(Tools.run("xfs_repair", "-n", "-f", copy).exitCode()).isZero();
    assertThat(geometry(copy)).isEqualTo(geometry(source));
    String options = "loop,ro,norecovery,nouuid";
    assertThat(mounted(copy, "xfs", options, scene, ExtFilesIT::manifest))
        .isEqualTo(mounted(source, "xfs", options, scene, ExtFilesIT::manifest));
    scene.assertLeftOnly("source.raw", "copy.raw");
  }

  private static String fill(Path root) {
    Path folder = root.resolve("folder");
    Tools.output("mkdir", folder);
    Tools.output("fallocate", "-l", "1M", folder.resolve("reserved"));
    Tools.output("mknod", folder.resolve("device"), "b", "8", "300");
    Tools.output("ln", folder.resolve("device"), root.resolve("second name"));
    Tools.output("setfacl", "-m", "d:u:1002:rwx", folder);
    Tools.output("cp", "/bin/true", root.resolve("capable"));
    Tools.output("setcap", "cap_net_raw=ep", root.resolve("capable"));
    Tools.output("chattr", "-p", "77", "+P", folder);
    return Tools.output("chattr", "+i", root.resolve("capable"));
  }

  private static String superblock(Path disk) {
    return Tools.output("dumpe2fs", "-h", disk)
        .lines()
        .filter(line -> !line.matches(OF_THE_MOMENT) && !line.startsWith("dumpe2fs "))
        .collect(Collectors.joining("\n"));
  }

  private static String geometry(Path disk) {
    return Tools.output("xfs_db", "-r", "-c", "info", "-c", "uuid", "-c", "label", disk)
        .replace(disk.toString(), "")
        .replaceAll(" +", " ");
  }

  private static <T> T mounted(
      Path disk, String type, String options, Scene scene, Function<Path, T> question)
      throws IOException {
    Path point = Files.createDirectory(scene.work().resolve("mounted"));
    Tools.output("mount", "-t", type, "-o", options, disk, point);
    try {
      return question.apply(point);
    } finally {
      Tools.output("umount", point);
      Files.delete(point);
    }
  }

  private static String manifest(Path root) {
    return Tools.output("python3", "src/test/python/manifest", root)
        .lines()
        .map(ExtFilesIT::withoutStorage)
        .collect(Collectors.joining("\n"));
  }

  private static String withoutStorage(String line) {
    Matcher flags = Pattern.compile("\"flags\": \"([0-9a-f]+)\"").matcher(line);
    return flags.replaceAll(
        found ->
            "\"flags\": \""
                + Long.toHexString(Long.parseLong(found.group(1), 16) & ~OF_STORAGE)
                + '"');
  }
}
