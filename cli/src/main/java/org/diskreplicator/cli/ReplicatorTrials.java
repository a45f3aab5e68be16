package org.diskreplicator.cli;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.diskreplicator.engine.compare.FileVerification;
import org.diskreplicator.engine.compare.PartResult;
import org.diskreplicator.engine.contributed.Contribution;
import org.diskreplicator.engine.failure.CancelledException;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.failure.ReplicationException;
import org.diskreplicator.engine.inspect.DiskName;
import org.diskreplicator.engine.inspect.ExternalFiles;
import org.diskreplicator.engine.inspect.SourceSpec;
import org.diskreplicator.engine.model.ByteSize;
import org.diskreplicator.engine.model.ContentState;
import org.diskreplicator.engine.model.ImageFormat;
import org.diskreplicator.engine.model.Inspection;
import org.diskreplicator.engine.model.PartitionTable;
import org.diskreplicator.engine.model.Region;
import org.diskreplicator.engine.model.SectorSize;
import org.diskreplicator.engine.port.ImageFiles;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.wiring.Toolbox;
import org.diskreplicator.fixtures.FixtureDisks;

/** Tries of one contributed replicator on disks that hold its contents. */
final class ReplicatorTrials {
  private static final long LARGEST_DISK = 1L << 30;
  private static final int PIECE = 1 << 20;

  private final Toolbox tools;
  private final Contribution contribution;
  private final Consumer<String> progress;

  ReplicatorTrials(Toolbox tools, Contribution contribution, Consumer<String> progress) {
    this.tools = tools;
    this.contribution = contribution;
    this.progress = progress;
  }

  /**
   * One trial.
   *
   * @param disk name and partition
   * @param size of what was made, for people
   * @param what the first difference, or why it failed; empty when it passed
   */
  record Outcome(
      String disk, String content, String size, boolean passed, long millis, String what) {
    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("disk", disk);
      json.addProperty("content", content);
      json.addProperty("size", size);
      json.addProperty("passed", passed);
      json.addProperty("millis", millis);
      json.addProperty("what", what);
      return json;
    }
  }

  /** Tries it on all fixture disks that fit, and on these. */
  List<Outcome> run(List<String> own) {
    List<Outcome> outcomes = new ArrayList<>();
    Path folder = newFolder();
    try {
      for (String name : fitting()) {
        Path disk = folder.resolve(name);
        progress.accept("disk " + name);
        new FixtureBuilds(tools.cancelToken(), "diskrep replicator test").build(name, disk);
        outcomes.addAll(disk(name, disk.toString(), folder));
        delete(disk);
      }
      for (String disk : own) {
        outcomes.addAll(disk(disk, disk, folder));
      }
      return outcomes;
    } finally {
      deleteAll(folder);
    }
  }

  /** Small raw disks that need not boot and that this machine can build. */
  private List<String> fitting() {
    Set<String> contents = contribution.manifest().contents();
    return FixtureDisks.names().stream()
        .filter(name -> FixtureDisks.contents(name).stream().anyMatch(contents::contains))
        .filter(name -> FixtureDisks.format(name).equals("raw"))
        .filter(name -> FixtureDisks.size(name) <= LARGEST_DISK)
        .filter(name -> FixtureDisks.boot(name).isEmpty())
        .filter(name -> FixtureDisks.needs(name).missing().isEmpty())
        .toList();
  }

  private List<Outcome> disk(String title, String disk, Path folder) {
    List<Outcome> outcomes = new ArrayList<>();
    String before = digest(disk);
    Inspection whole = inspect(disk);
    for (Region region : whole.regions()) {
      boolean served = contribution.manifest().contents().contains(region.content().name());
      if (served && isInOrder(region)) {
        outcomes.addAll(new PartTrials(title, disk, whole, region, folder).run());
      }
    }
    if (!before.equals(digest(disk))) {
      outcomes.add(new Outcome(title, "", "", false, 0, "the original was changed"));
    }
    return outcomes;
  }

  /** What waits for a replay is replayed before a replicator sees it. */
  private static boolean isInOrder(Region region) {
    ContentState state = region.usedMap().state();
    return state == ContentState.CLEAN || state == ContentState.UNKNOWN;
  }

  private Inspection inspect(String disk) {
    try (Session session = new Session(tools)) {
      return session.inspector().inspect(spec(disk, Optional.empty()));
    }
  }

  private static SourceSpec spec(String disk, Optional<ImageFormat> format) {
    return new SourceSpec(DiskName.parse(disk), format, ExternalFiles.REFUSED);
  }

  /** What came of a trial. */
  private record Finding(boolean passed, String what) {}

  /** Trials on one partition, or on a disk without a table. */
  private final class PartTrials {
    private final String title;
    private final String source;
    private final Inspection whole;
    private final Region region;
    private final Path target;

    PartTrials(String title, String disk, Inspection whole, Region region, Path folder) {
      String number = region.partition().map(partition -> "#" + partition.number()).orElse("");
      this.title = title + number;
      this.source = disk + number;
      this.whole = whole;
      this.region = region;
      this.target = folder.resolve("target");
    }

    List<Outcome> run() {
      long same = region.extent().length();
      List<Outcome> outcomes = new ArrayList<>();
      try {
        long smallest = smallest();
        outcomes.add(attempt(same, "same"));
        if (smallest < same) {
          outcomes.add(attempt(smallest, "smallest"));
        }
        outcomes.add(attempt(larger(same), "larger"));
      } catch (CancelledException | MissingPrerequisiteException e) {
        throw e;
      } catch (ReplicationException e) {
        outcomes.add(outcome("", 0, new Finding(false, e.sentence())));
      }
      return outcomes;
    }

    private long larger(long bytes) {
      return bytes / 2 * 3 / PIECE * PIECE;
    }

    private long smallest() {
      try (Session session = new Session(tools)) {
        return session.replicator(contribution).smallest(original());
      }
    }

    private Replicator.Original original() {
      ImageFiles.View view = new ImageFiles.View(whole.image().path(), whole.image().format());
      SectorSize sectors = whole.table().map(PartitionTable::sectorSize).orElse(SectorSize.S512);
      return new Replicator.Original(view, region.extent(), region, sectors);
    }

    private Outcome attempt(long bytes, String size) {
      String text = ByteSize.of(bytes).human() + " (" + size + ")";
      progress.accept(title + ", " + text);
      long start = System.nanoTime();
      Finding finding = find(bytes);
      delete(target);
      return outcome(text, (System.nanoTime() - start) / 1_000_000, finding);
    }

    private Outcome outcome(String size, long millis, Finding finding) {
      String content = region.content().name();
      return new Outcome(title, content, size, finding.passed(), millis, finding.what());
    }

    private Finding find(long bytes) {
      try (Session session = new Session(tools)) {
        makeSparse(target, bytes);
        session
            .replicator(contribution)
            .rebuild(original(), target, Replicator.Progress.NONE, tools.cancelToken());
        return difference(session);
      } catch (CancelledException | MissingPrerequisiteException e) {
        throw e;
      } catch (ReplicationException e) {
        return new Finding(false, e.sentence());
      }
    }

    private Finding difference(Session session) {
      Inspection here = session.inspector().inspect(spec(source, Optional.empty()));
      Inspection there =
          session.inspector().inspect(spec(target.toString(), Optional.of(ImageFormat.RAW)));
      FileVerification result = session.fileVerifier(event -> {}).verify(here, there);
      return result.parts().stream()
          .filter(part -> !part.equal())
          .findFirst()
          .map(PartTrials::finding)
          .orElse(new Finding(true, ""));
    }

    /** Where files cannot be compared, different bytes say nothing. */
    private static Finding finding(PartResult part) {
      return part.means() == PartResult.Means.BYTES
          ? new Finding(true, "files were not compared: " + part.note())
          : new Finding(false, first(part));
    }

    private static String first(PartResult part) {
      String more = part.differenceCount() > 1 ? " (1 of " + part.differenceCount() + ")" : "";
      String note = part.note().isEmpty() ? "" : "; " + part.note();
      return part.differences().get(0).where()
          + ": "
          + part.differences().get(0).what()
          + more
          + note;
    }
  }

  private static Path newFolder() {
    try {
      return Files.createTempDirectory("diskrep-trial-");
    } catch (IOException e) {
      throw new InputOutputException("making a folder for the trials", e);
    }
  }

  private static void makeSparse(Path file, long bytes) {
    try (RandomAccessFile made = new RandomAccessFile(file.toFile(), "rw")) {
      made.setLength(bytes);
    } catch (IOException e) {
      throw new InputOutputException("making '" + file + "'", e);
    }
  }

  private static String digest(String disk) {
    try (InputStream in = Files.newInputStream(DiskName.parse(disk).path())) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[PIECE];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        digest.update(piece, 0, count);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new InputOutputException("reading '" + disk + "'", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputOutputException("deleting '" + file + "'", e);
    }
  }

  private static void deleteAll(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(ReplicatorTrials::delete);
    } catch (IOException e) {
      throw new InputOutputException("deleting '" + folder + "'", e);
    }
  }
}
