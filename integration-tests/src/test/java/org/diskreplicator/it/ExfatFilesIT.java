package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.diskreplicator.fixtures.Fixture;
import org.diskreplicator.fixtures.FixturePartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** exFAT made anew by an ordinary user holds the same files for its own driver and checker. */
@ExtendWith(Lab.class)
class ExfatFilesIT {
  private static final int VOLUME_FLAGS = 106;

  @ParameterizedTest
  @ValueSource(strings = {"98M", "12M", "300M"})
  void sameFilesAtEachSize(String size, Workbench bench, Scene scene) throws IOException {
    Requirement.that(Caller.isRoot(), "root");
    Fixture fixture = bench.fixture("exfat");
    Path copy = scene.target("copy.raw");
    scene.run("clone", "--strategy", "files", "--size", size, fixture.image(), copy).exits(0);
    assertThat(Checksums.sha256(fixture.image())).isEqualTo(bench.checksum(fixture));
    scene.run("verify", "--files", fixture.image(), copy).exits(0).tells("equal, 13\\d\\d files");
    FixturePartition partition = fixture.partition(1);
    Path before = part(fixture.image(), partition.offset(), partition.size(), scene);
    Path after = part(copy, partition.offset(), size(copy) - partition.offset(), scene);
    assertThat(Tools.output("fsck.exfat", "-n", after)).contains("clean");
    for (String tag : new String[] {"UUID", "LABEL", "TYPE"}) {
      assertThat(tag(tag, after)).isEqualTo(tag(tag, before));
    }
    assertThat(manifest(after)).isEqualTo(manifest(before)).contains("fragmented-1");
    Tools.output("rm", before, after);
    scene.assertLeftOnly("copy.raw");
  }

  @Test
  void aDirtyVolumeIsCopiedByBlocksAndTheReasonIsTold(Workbench bench, Scene scene)
      throws IOException {
    Fixture fixture = bench.fixture("exfat");
    Path dirty = scene.target("dirty.raw");
    Tools.output("cp", "--sparse=always", fixture.image(), dirty);
    try (RandomAccessFile file = new RandomAccessFile(dirty.toFile(), "rw")) {
      file.seek(fixture.partition(1).offset() + VOLUME_FLAGS);
      file.write(2);
    }
    Path copy = scene.target("copy.raw");
    Outcome outcome = scene.run("clone", "--strategy", "files", scene.owned(dirty), copy).exits(0);
    assertThat(outcome.stderr()).contains("was not unmounted");
    scene.assertLeftOnly("copy.raw", "dirty.raw");
  }

  private static long size(Path disk) throws IOException {
    return Files.size(disk) - (1 << 20);
  }

  private static Path part(Path disk, long offset, long size, Scene scene) {
    Path part = scene.target("part-of-" + disk.getFileName());
    Tools.output(
        "dd",
        "if=" + disk,
        "of=" + part,
        "skip=" + offset,
        "count=" + size,
        "bs=1M",
        "iflag=skip_bytes,count_bytes",
        "conv=sparse",
        "status=none");
    Tools.output("truncate", "-s", size, part);
    return part;
  }

  private static String tag(String name, Path file) {
    return Tools.output("blkid", "-p", "-s", name, "-o", "value", file);
  }

  private static String manifest(Path file) {
    Path point = file.resolveSibling("mounted");
    try {
      Files.createDirectory(point);
      Tools.output("mount", "-t", "exfat-fuse", "-o", "loop,ro", file, point);
      try {
        return Tools.output("python3", "src/test/python/manifest", point);
      } finally {
        Tools.output("umount", point);
        Files.delete(point);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
