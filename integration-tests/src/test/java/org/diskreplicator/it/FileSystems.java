package org.diskreplicator.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.diskreplicator.fixtures.FixtureFile;
import org.diskreplicator.fixtures.FixturePartition;

/** Looks into the file systems of a raw disk without mounting them. */
final class FileSystems {
  private final Path disk;
  private final Path work;

  /**
   * Looks at one disk.
   *
   * @param work a folder for what is taken out of it
   */
  FileSystems(Path disk, Path work) {
    this.disk = disk;
    this.work = work;
  }

  /** Asserts that the file system's own full check finds nothing. */
  void assertClean(FixturePartition partition) {
    if (partition.isExt()) {
      Tools.Result check = Tools.run("e2fsck", "-fn", withOffset(partition));
      assertThat(check.exitCode()).as(check.toString()).isZero();
    } else {
      checker(partition.content()).ifPresent(command -> assertClean(partition, command));
    }
  }

  /**
   * What checks a file of its own and changes nothing; none for contents that have no such tool.
   */
  private static Optional<List<String>> checker(String content) {
    return Optional.ofNullable(
        switch (content) {
          case "vfat" -> List.of("fsck.fat", "-n");
          case "xfs" -> List.of("xfs_repair", "-n", "-f");
          case "btrfs" -> List.of("btrfs", "check", "--readonly");
          case "exfat" -> List.of("fsck.exfat", "-n");
          case "ntfs" -> List.of("ntfsresize", "--info", "--no-progress-bar");
          case "f2fs" -> List.of("fsck.f2fs", "--dry-run");
          case "minix" -> List.of("fsck.minix", "--force");
          case "apfs" -> List.of("apfsck", "-c", "-u");
          case "erofs" -> List.of("fsck.erofs");
          case "squashfs" -> List.of("unsquashfs", "-lls");
          default -> null;
        });
  }

  private void assertClean(FixturePartition partition, List<String> command) {
    List<Object> all = new ArrayList<>(command.subList(1, command.size()));
    all.add(slice(partition));
    Tools.Result check = Tools.run(command.get(0), all.toArray());
    assertThat(check.exitCode()).as(check.toString()).isZero();
  }

  /** Asserts that blkid finds the type, label and UUID that were put there. */
  void assertIdentity(FixturePartition partition) {
    if (partition.uuid().isEmpty()) {
      return;
    }
    assertThat(tag("TYPE", partition)).isEqualTo(partition.content());
    assertThat(tag("UUID", partition)).isEqualTo(partition.uuid());
    assertThat(tag("LABEL", partition)).isEqualTo(partition.label());
  }

  private String tag(String name, FixturePartition partition) {
    Tools.Result probe =
        Tools.run(
            "blkid",
            "-p",
            "-O",
            partition.offset(),
            "-S",
            partition.size(),
            "-s",
            name,
            "-o",
            "value",
            disk);
    return probe.text().strip();
  }

  /** Asserts that every file has its content. */
  void assertFiles(FixturePartition partition) {
    if (partition.files().isEmpty()) {
      return;
    }
    Path folder = partition.isExt() ? dumpExt(partition) : dumpFat(partition);
    for (FixtureFile file : partition.files()) {
      Path copy = folder.resolve(file.path().substring(1));
      assertThat(copy).as("%s of partition %d", file.path(), partition.number()).exists();
      assertThat(Checksums.sha256(copy))
          .as("content of %s of partition %d", file.path(), partition.number())
          .isEqualTo(file.sha256());
    }
    delete(folder);
  }

  /** File by file, as debugfs would write the holes of other files too. */
  private Path dumpExt(FixturePartition partition) {
    Path folder = newFolder("files-" + partition.number());
    StringBuilder script = new StringBuilder();
    for (FixtureFile file : partition.files()) {
      Path copy = folder.resolve(file.path().substring(1));
      makeFolder(copy.resolveSibling("."));
      script.append("dump ").append(quote(file.path())).append(' ');
      script.append(quote(copy.toString())).append('\n');
    }
    Path commands = folder.resolve(".dump");
    write(commands, script.toString());
    Tools.output("debugfs", "-f", commands, withOffset(partition));
    return folder;
  }

  /** A word for debugfs, which doubles quotes as SQL does. */
  private static String quote(String word) {
    return '"' + word.replace("\"", "\"\"") + '"';
  }

  private Path dumpFat(FixturePartition partition) {
    Path folder = newFolder("files-" + partition.number());
    Tools.output("mcopy", "-s", "-n", "-i", disk + "@@" + partition.offset(), "::/", folder);
    return folder;
  }

  private Path newFolder(String name) {
    try {
      return Files.createDirectory(work.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void makeFolder(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try {
      Trees.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String withOffset(FixturePartition partition) {
    return disk + "?offset=" + partition.offset();
  }

  /** Most take no offset. */
  private Path slice(FixturePartition partition) {
    Path slice = work.resolve("slice-" + partition.number());
    try (FileChannel from = FileChannel.open(disk);
        FileChannel to =
            FileChannel.open(
                slice,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      long done = 0;
      while (done < partition.size()) {
        done += from.transferTo(partition.offset() + done, partition.size() - done, to);
      }
      return slice;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
