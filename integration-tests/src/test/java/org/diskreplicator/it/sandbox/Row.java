package org.diskreplicator.it.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;

/** The copies of one fixture, each made from the fixture or from the copy before it. */
final class Row implements AutoCloseable {
  /** Disks that nothing shows to be disks, so that diskrep wants to be told their format. */
  private static final Set<String> FEATURELESS = Set.of("empty");

  /** 200,000 files take half a minute on an idle machine. */
  private static final Duration LIMIT = Duration.ofMinutes(10);

  private final Sandbox sandbox;
  private final Examiner examiner;
  private final Path folder;
  private final Original original;
  private final Map<Path, String> digests = new HashMap<>();
  private final Map<Step, Disk> copies = new EnumMap<>(Step.class);

  /** Builds the fixture. */
  Row(Sandbox sandbox, Examiner examiner, String fixture) {
    this.sandbox = sandbox;
    this.examiner = examiner;
    this.folder = sandbox.newFolder(SandboxUser.ROOT);
    try {
      this.original = new Originals(sandbox, examiner).build(fixture, folder);
    } catch (RuntimeException | Error e) {
      sandbox.delete(folder);
      throw e;
    }
  }

  Original original() {
    return original;
  }

  /** Makes the copy of a step, and those that it needs before, and judges it. */
  Judgement judge(Step step) {
    if (step.needsRaw() && !original.disk().fitsInFile()) {
      Assumptions.abort("no file system here holds a raw file as large as this disk");
    }
    Disk source = step.before().map(this::copy).orElse(original.disk());
    String before = digests.computeIfAbsent(source.image(), examiner::digest);
    Disk copy = copy(step);
    String after = examiner.digest(source.image());
    Judgement judgement = step.byFiles() ? judgeFiles(copy) : judge(copy);
    return judgement
        .add(Proof.SOURCE, before.equals(after) ? List.of() : List.of(before, after))
        .add(Proof.LEFTOVERS, leftovers(copy));
  }

  /** Judges any copy of the original. */
  Judgement judge(Disk copy) {
    Path work = sandbox.newFolder(SandboxUser.ROOT);
    try {
      return new Judge(sandbox, examiner).judge(original, copy, work);
    } finally {
      sandbox.delete(work);
    }
  }

  /** Judges a copy in which file systems were made anew. */
  private Judgement judgeFiles(Disk copy) {
    Path work = sandbox.newFolder(SandboxUser.ROOT);
    try {
      return new FilesJudge(new Judge(sandbox, examiner), sandbox, examiner)
          .judge(original, copy, work);
    } finally {
      sandbox.delete(work);
    }
  }

  /** Deletes the copies that none of these steps starts from. */
  void keepSourcesOf(List<Step> steps) {
    List<Step> sources = steps.stream().map(Step::before).flatMap(Optional::stream).toList();
    Map<Step, Disk> done = new EnumMap<>(copies);
    sources.forEach(done::remove);
    done.values().forEach(copy -> sandbox.delete(folderOf(copy)));
    copies.keySet().removeAll(done.keySet());
  }

  /** The copy of a step, made when it is asked for. */
  Disk copy(Step step) {
    Disk made = copies.get(step);
    if (made == null) {
      made = make(step);
      copies.put(step, made);
    }
    return made;
  }

  /** Each copy is alone in a folder of the ordinary user, which is also diskrep's home. */
  private Disk make(Step step) {
    Disk source = step.before().map(this::copy).orElse(original.disk());
    SandboxUser user = step.byFiles() ? SandboxUser.ROOT : SandboxUser.NOBODY;
    Path home = sandbox.newFolder(user);
    Path image = home.resolve("copy." + step.format());
    List<Object> argv = new ArrayList<>(List.of("diskrep", "clone", source.image(), image));
    argv.addAll(step.options());
    if (FEATURELESS.contains(original.name())) {
      argv.addAll(List.of("--source-format", source.format()));
    }
    sandbox
        .command(user, argv.toArray())
        .with("HOME", home)
        .with("DISKREP_STATE", home.resolve("state"))
        .within(LIMIT)
        .run()
        .exits(0);
    return new Disk(image, step.format(), original.disk().size());
  }

  private List<String> leftovers(Disk copy) {
    String files = sandbox.root("find", folderOf(copy), "-type", "f").output();
    return files.lines().filter(file -> !file.equals(copy.image().toString())).toList();
  }

  private static Path folderOf(Disk disk) {
    return disk.image().resolveSibling("");
  }

  @Override
  public void close() {
    keepSourcesOf(List.of());
    original.close();
    sandbox.delete(folder);
  }
}
