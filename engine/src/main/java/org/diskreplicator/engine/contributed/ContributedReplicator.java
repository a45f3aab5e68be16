package org.diskreplicator.engine.contributed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.diskreplicator.engine.failure.InputOutputException;
import org.diskreplicator.engine.failure.MissingPrerequisiteException;
import org.diskreplicator.engine.port.FileCopies;
import org.diskreplicator.engine.port.Mounts;
import org.diskreplicator.engine.port.Replicator;
import org.diskreplicator.engine.port.SignatureProbe;
import org.diskreplicator.engine.port.Windows;
import org.diskreplicator.engine.process.CancelToken;
import org.diskreplicator.engine.process.ForeignRunner;
import org.diskreplicator.engine.process.ToolPaths;
import org.diskreplicator.engine.scope.CleanupStack;
import org.diskreplicator.engine.scope.Undo;

/** A replicator that is a program of somebody else, which gets all that it works on from here. */
public final class ContributedReplicator implements Replicator {
  private static final FileAttribute<?> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final Contribution contribution;
  private final Place place;
  private final Conversation conversation;

  /**
   * What a replicator needs of the engine.
   *
   * @param runFolder for the scratch of questions; that of making lies beside the target
   */
  public record Place(
      Windows windows,
      Mounts mounts,
      FileCopies copies,
      SignatureProbe probe,
      ForeignRunner runner,
      ToolPaths paths,
      CleanupStack stack,
      Path runFolder,
      BooleanSupplier superUser,
      CancelToken stop) {}

  public ContributedReplicator(Contribution contribution, Place place) {
    this.contribution = contribution;
    this.place = place;
    this.conversation =
        new Conversation(contribution, place.runner(), place.stack(), place.paths().searchPath());
  }

  private Manifest manifest() {
    return contribution.manifest();
  }

  @Override
  public String name() {
    return manifest().name();
  }

  @Override
  public Set<String> contents() {
    return manifest().contents();
  }

  @Override
  public Needs needs() {
    return new Needs(manifest().needsSuperUser(), manifest().programs().keySet());
  }

  /** As large as it is, where the program does not tell or cannot be asked without root. */
  @Override
  public long smallest(Original original) {
    requirePrograms();
    long bytes = original.part().length();
    if (manifest().needsSuperUser() && !place.superUser().getAsBoolean()) {
      return bytes;
    }
    Path scratch = place.runFolder().resolve("scratch-" + UUID.randomUUID());
    try (Held folder = scratch(scratch);
        OpenOriginal source = OpenOriginal.open(original, manifest(), place)) {
      Request request = Request.of(original, source.file(), source.folder(), scratch);
      long told =
          conversation
              .ask(Verb.SMALLEST, request, Progress.NONE, place.stop())
              .bytes()
              .orElse(bytes);
      return roundUp(Math.min(told, bytes), original.sectorSize().bytes());
    }
  }

  private static long roundUp(long bytes, int unit) {
    return (bytes + unit - 1) / unit * unit;
  }

  @Override
  public List<String> rebuild(Original original, Path target, Progress progress, CancelToken stop) {
    requirePrograms();
    requireSuperUser();
    Path scratch = target.resolveSibling(target.getFileName() + ".scratch");
    try (Held folder = scratch(scratch);
        OpenOriginal source = OpenOriginal.open(original, manifest(), place)) {
      Making.Partner partner = (verb, request) -> conversation.ask(verb, request, progress, stop);
      return new Making(manifest(), place, partner, original, source, target, scratch)
          .run(progress, stop);
    }
  }

  private void requirePrograms() {
    for (Map.Entry<String, String> program : manifest().programs().entrySet()) {
      if (place.paths().find(program.getKey()).isEmpty()) {
        throw new MissingPrerequisiteException(
            "The program " + program.getKey() + ", which the replicator '" + name() + "' runs,",
            "Install it with: apt-get install " + program.getValue());
      }
    }
  }

  private void requireSuperUser() {
    if (manifest().needsSuperUser() && !place.superUser().getAsBoolean()) {
      throw new MissingPrerequisiteException(
          "Root, which the replicator '" + name() + "' needs,", "Run it with sudo.");
    }
  }

  /** Something that is held until it is closed. */
  private interface Held extends AutoCloseable {
    @Override
    void close();
  }

  private Held scratch(Path folder) {
    CleanupStack.Entry entry = place.stack().push(new Undo.DeleteTree(folder));
    try {
      Files.createDirectory(folder, PRIVATE);
    } catch (IOException e) {
      throw new InputOutputException("making the folder '" + folder + "'", e);
    }
    return () -> place.stack().release(entry);
  }
}
